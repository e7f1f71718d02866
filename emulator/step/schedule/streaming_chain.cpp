#include "emulator/step/schedule/streaming_chain.h"

#include "model/streaming/streamed_step.h"

#include <algorithm>

namespace waferscope {

namespace {

std::int64_t lengthOf(const StreamedPhase& phase)
{
    return ownDuration<Plain>(cyclesOf(phase));
}

PhaseTimes behind(const StreamedPhase& before, const PhaseTimes& times, const StreamedPhase& phase)
{
    PhaseTimes next;
    next.previousEnd = times.end;
    next.weights = before.overlapped ? times.begin : times.end;
    next.begin = std::max(times.end, next.weights + phase.streamIn.count());
    next.end = next.begin + lengthOf(phase);
    const std::int64_t withRoom = std::max(times.end, times.begin + phase.streamIn.count());
    next.roomForWeights = next.begin - withRoom;
    return next;
}

} // namespace

StreamingChain::StreamingChain(const std::vector<StreamedPhase>& phases)
    : m_phases(phases)
{
    m_times.push_back({.end = lengthOf(phases.front())});
    for (std::size_t i = 1; i < phases.size(); ++i)
        m_times.push_back(behind(phases[i - 1], m_times.back(), phases[i]));
}

PhaseTimes StreamingChain::turnTo(const StreamingChain& next) const
{
    return behind(m_phases.back(), m_times.back(), next.m_phases.front());
}

} // namespace waferscope
