#include "core/execution.h"

namespace waferscope {

std::string_view nameOf(Mode mode)
{
    return mode == Mode::Pipelined ? "pipelined" : "streaming";
}

std::string_view nameOf(Run run)
{
    return run == Run::Train ? "train" : "infer";
}

std::string_view nameOf(Optimizer optimizer)
{
    switch (optimizer) {
    case Optimizer::Sgd: return "sgd";
    case Optimizer::Momentum: return "momentum";
    case Optimizer::Adam: break;
    }
    return "adam";
}

std::string_view nameOf(Precision precision)
{
    return precision == Precision::Fp16 ? "fp16" : "fp32";
}

Bytes valueSize(Precision precision)
{
    return Bytes{precision == Precision::Fp16 ? 2 : 4};
}

Bytes optimizerState(Optimizer optimizer)
{
    switch (optimizer) {
    case Optimizer::Sgd: return Bytes{0};
    case Optimizer::Momentum: return Bytes{4};
    case Optimizer::Adam: break;
    }
    return Bytes{8};
}

} // namespace waferscope
