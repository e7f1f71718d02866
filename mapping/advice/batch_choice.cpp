#include "mapping/advice/batch_choice.h"

namespace waferscope {

namespace {

bool weightsBind(const MappedLayout& mapped)
{
    return std::holds_alternative<WeightStreamBound>(mapped.evaluation->bottleneck);
}

std::optional<BatchChoice> choiceOf(std::int64_t batch, const MapBatch& map)
{
    std::optional<MappedLayout> mapped = map(batch);
    return mapped ? std::optional(BatchChoice{batch, std::move(*mapped)}) : std::nullopt;
}

/// By how much the streams outlast the arithmetic: with so much more of it they would not, all else being equal.
std::int64_t promisingBatch(const MappedLayout& now, std::int64_t most)
{
    const StreamingFigures& figures = now.evaluation->streaming();
    const std::int64_t batch = now.layout->execution().batch;
    std::int64_t times = 2;
    while (figures.computeOfStep * times < figures.streamsOfStep && batch * times <= most / 2)
        times *= 2;
    return batch * times;
}

BatchChoice smallerWhileWeightsDoNotBind(BatchChoice best, std::int64_t least, const MapBatch& map)
{
    while (best.batch / 2 > least) {
        std::optional<BatchChoice> half = choiceOf(best.batch / 2, map);
        if (!half || weightsBind(half->mapped))
            break;
        best = std::move(*half);
    }
    return best;
}

BatchChoice largerWhileItHelps(BatchChoice best, std::int64_t most, const MapBatch& map)
{
    constexpr double kWorthWhile = 1.1;
    while (weightsBind(best.mapped) && best.batch <= most / 2) {
        std::optional<BatchChoice> twice = choiceOf(best.batch * 2, map);
        if (!twice
            || twice->mapped.evaluation->stepSamples.count()
                < kWorthWhile * best.mapped.evaluation->stepSamples.count())
            break;
        best = std::move(*twice);
    }
    return best;
}

} // namespace

std::optional<BatchChoice> batchBeyondWeights(const MappedLayout& now, std::int64_t most, const MapBatch& map)
{
    const std::int64_t batch = now.layout->execution().batch;
    if (batch > most / 2)
        return std::nullopt;
    std::optional<BatchChoice> first = choiceOf(promisingBatch(now, most), map);
    if (!first)
        return std::nullopt;
    return weightsBind(first->mapped) ? largerWhileItHelps(std::move(*first), most, map)
                                      : smallerWhileWeightsDoNotBind(std::move(*first), batch, map);
}

} // namespace waferscope
