#include "core/machine/execution.h"

#include "core/base/rounding.h"

#include <string>

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

std::int64_t samplesPerSystem(const Execution& execution)
{
    return ceilDivide(execution.batch, execution.systems);
}

std::int64_t samplesPerReplica(const Execution& execution)
{
    return ceilDivide(samplesPerSystem(execution), execution.replicas);
}

std::optional<Error> malformed(const Execution& execution)
{
    if (execution.batch < 1 || execution.workers < 1 || execution.systems < 1 || execution.replicas < 1)
        return Error{ErrorCode::Usage, "Batch, workers, systems and replicas must be at least 1."};
    return std::nullopt;
}

std::optional<Error> unevenShares(const Execution& execution)
{
    const std::int64_t samples = samplesPerSystem(execution);
    const std::int64_t uneven = samples % execution.replicas;
    if (uneven == 0)
        return std::nullopt;
    const std::string nearest = samples < execution.replicas
        ? std::to_string(execution.replicas) + " is the least that can."
        : std::to_string(samples - uneven) + " and " + std::to_string(samples - uneven + execution.replicas) + " can.";
    return Error{ErrorCode::Usage,
                 std::to_string(samples) + " samples a step cannot be shared evenly by "
                     + std::to_string(execution.replicas) + " replicas; " + nearest};
}

} // namespace waferscope
