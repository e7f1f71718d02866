#include "core/run/job_timeline.h"

#include "core/base/check.h"

namespace waferscope {

std::string_view nameOf(JobStage stage)
{
    switch (stage) {
    case JobStage::Compile: return "compile";
    case JobStage::Program: return "program";
    case JobStage::SendWeights: return "send weights";
    case JobStage::Steps: return "steps";
    case JobStage::Checkpoints: return "checkpoints";
    }
    WAFERSCOPE_CHECK(false);
    return {};
}

} // namespace waferscope
