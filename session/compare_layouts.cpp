#include "session/compare_layouts.h"

#include "model/evaluate.h"
#include "session/map_project.h"

#include <utility>

namespace waferscope {

namespace {

MappedLayout evaluated(const Project& project, std::size_t index)
{
    const std::shared_ptr<const Layout>& layout = project.layouts.at(index);
    return {layout, std::make_shared<const Evaluation>(evaluate(*layout, *project.assumptions))};
}

} // namespace

Result<LayoutPair> bothModes(MapRequest request, const Assumptions& assumptions, const JobControl& job)
{
    LayoutPair pair;
    request.mode = Mode::Pipelined;
    WAFERSCOPE_TRY(pair.first, mapNetwork(request, assumptions, job));
    request.mode = Mode::WeightStreaming;
    WAFERSCOPE_TRY(pair.second, mapNetwork(request, assumptions, job));
    return pair;
}

Result<LayoutPair> layoutsToCompare(const Project& first, const std::optional<Project>& second, const JobControl& job)
{
    LayoutPair pair{evaluated(first, 0), {}};
    if (second) {
        pair.second = evaluated(*second, 0);
    } else if (first.layouts.size() > 1) {
        pair.second = evaluated(first, 1);
    } else {
        WAFERSCOPE_TRY(pair.second, inOtherMode(pair.first.layout, *first.assumptions, job));
        if (pair.second.layout->mode() == Mode::Pipelined)
            std::swap(pair.first, pair.second);
    }
    return pair;
}

} // namespace waferscope
