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

/// The least at which the arithmetic could outlast the streams of today: it grows no faster than the batch, and streams
/// do not shrink.
std::int64_t promisingBatch(const MappedLayout& now, std::int64_t most)
{
    const StreamingFigures& figures = now.evaluation->streaming();
    const std::int64_t batch = now.layout->execution().batch;
    constexpr std::int64_t kMostTimes = 1024; // a search takes longer for huge batches
    std::int64_t times = 2;
    while (times < kMostTimes && figures.computeOfStep * times < figures.streamsOfStep && batch * times <= most / 2)
        times *= 2;
    return batch * times;
}

/// Whether a batch gives so much more than half of it that it is worth while.
bool gainsMuch(const BatchChoice& batch, const BatchChoice& half)
{
    constexpr double kMuch = 1.1;
    return batch.mapped.evaluation->stepSamples.count() >= kMuch * half.mapped.evaluation->stepSamples.count();
}

BatchChoice smallerWhileLittleIsLost(BatchChoice best, std::int64_t least, const MapBatch& map)
{
    while (kindOf(best.mapped.evaluation->bottleneck) != BottleneckKind::Compute && best.batch / 2 > least) {
        std::optional<BatchChoice> half = choiceOf(best.batch / 2, map);
        if (!half || gainsMuch(best, *half))
            break;
        best = std::move(*half);
    }
    return best;
}

BatchChoice largerWhileMuchIsGained(BatchChoice best, std::int64_t most, const MapBatch& map)
{
    while (weightsBind(best.mapped) && best.batch <= most / 2) {
        std::optional<BatchChoice> twice = choiceOf(best.batch * 2, map);
        if (!twice || !gainsMuch(*twice, best))
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
    const std::int64_t promising = first->batch;
    BatchChoice best = smallerWhileLittleIsLost(std::move(*first), batch, map);
    return best.batch < promising ? best : largerWhileMuchIsGained(std::move(best), most, map);
}

} // namespace waferscope
