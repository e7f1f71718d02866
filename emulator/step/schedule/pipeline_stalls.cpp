#include "emulator/step/schedule/pipeline_stalls.h"

#include "core/base/check.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

StallCycles& add(StallCycles& stalled, StallCause cause, std::int64_t cycles)
{
    stalled.at(static_cast<std::size_t>(cause)) += Cycles{cycles};
    return stalled;
}

/// Gathers gaps as spans; equal ones in equal distances become one.
class GapCollector {
public:
    void add(const Span& gap)
    {
        if (m_spans.empty() || !takes(m_spans.back(), gap)) {
            m_spans.push_back(gap);
            return;
        }
        Span& span = m_spans.back();
        if (span.repeats == 1) {
            span.period = gap.start - span.start;
            span.sampleStride = gap.firstSample - span.firstSample;
        }
        ++span.repeats;
    }

    /// The same gap once a round, `rounds` times.
    void addRounds(Span gap, const SteadyState& steady, std::int64_t rounds)
    {
        if (steady.samples == 1 && !m_spans.empty() && goesOn(m_spans.back(), gap, steady.shift)) {
            m_spans.back().period = Cycles{steady.shift};
            m_spans.back().repeats += rounds;
            return;
        }
        gap.repeats = rounds;
        gap.period = Cycles{rounds > 1 ? steady.shift : 0};
        gap.sampleStride = steady.samples;
        m_spans.push_back(gap);
    }

    [[nodiscard]] std::vector<Span>& spans() { return m_spans; }

private:
    static bool takes(const Span& span, const Span& gap)
    {
        if (span.length != gap.length || span.cause != gap.cause)
            return false;
        return span.repeats == 1
            || (gap.start == span.start + span.period * span.repeats
                && gap.firstSample == span.firstSample + span.sampleStride * span.repeats);
    }

    /// Whether the gap of the next sample is the span's next interval.
    static bool goesOn(const Span& span, const Span& gap, std::int64_t period)
    {
        return span.length == gap.length && span.cause == gap.cause && span.sampleStride == 1
            && (span.repeats == 1 || span.period.count() == period)
            && gap.firstSample == span.firstSample + span.repeats
            && gap.start == span.start + Cycles{period} * span.repeats;
    }

    std::vector<Span> m_spans;
};

/// Walks through a kernel's forward and backward work in the order of time.
class GapWalk {
public:
    GapWalk(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage)
        : m_stage(model.stages[stage])
        , m_steady(schedule.steady)
        , m_samples(schedule.samples)
        , m_forward(schedule.forward[stage].decoded())
        , m_trains(model.trains)
    {
        if (m_trains)
            m_backward = schedule.backward[stage].decoded();
        m_covered = m_forward.front().cycle;
    }

    StageGaps run()
    {
        StageGaps gaps;
        gaps.firstStart = m_covered;
        while (m_nextForward < m_samples || (m_trains && m_nextBackward < m_samples)) {
            if (const std::int64_t rounds = roundsAhead(); rounds > 1)
                leap(rounds);
            else
                next(nullptr);
        }
        gaps.lastEnd = m_covered;
        gaps.stalls = std::move(m_beforeForward.spans());
        gaps.stalls.insert(gaps.stalls.end(), m_beforeBackward.spans().begin(), m_beforeBackward.spans().end());
        std::stable_sort(gaps.stalls.begin(), gaps.stalls.end(),
                         [](const Span& a, const Span& b) { return a.start < b.start; });
        for (const Span& stall : gaps.stalls)
            add(gaps.stalled, stall.cause, stall.length.count() * stall.repeats);
        return gaps;
    }

private:
    struct Gap {
        Span span;
        bool beforeForward = true;
    };

    /// Whole rounds of the steady state that lie ahead of both groups.
    [[nodiscard]] std::int64_t roundsAhead() const
    {
        if (m_steady.samples == 0 || m_nextForward <= m_steady.from - m_steady.samples
            || (m_trains && m_nextBackward <= m_steady.from - m_steady.samples))
            return 0;
        return (m_samples - std::max(m_nextForward, m_nextBackward)) / m_steady.samples;
    }

    /// One round is walked, its gaps stand for all of them.
    void leap(std::int64_t rounds)
    {
        std::vector<Gap> gaps;
        const std::int64_t until = m_nextForward + m_steady.samples;
        const std::int64_t backwardUntil = m_nextBackward + (m_trains ? m_steady.samples : 0);
        while (m_nextForward < until || m_nextBackward < backwardUntil)
            next(&gaps);
        for (const Gap& gap : gaps)
            (gap.beforeForward ? m_beforeForward : m_beforeBackward).addRounds(gap.span, m_steady, rounds);
        m_nextForward += (rounds - 1) * m_steady.samples;
        m_nextBackward += m_trains ? (rounds - 1) * m_steady.samples : 0;
        m_covered += (rounds - 1) * m_steady.shift;
    }

    void next(std::vector<Gap>* round)
    {
        const bool forwardLeft = m_nextForward < m_samples;
        const bool backwardLeft = m_trains && m_nextBackward < m_samples;
        const Start forward = forwardLeft ? startOf(m_forward, m_steady, m_nextForward) : Start{};
        const Start backward = backwardLeft ? startOf(m_backward, m_steady, m_nextBackward) : Start{};
        const bool takeForward = forwardLeft && (!backwardLeft || forward.cycle <= backward.cycle);
        const Start start = takeForward ? forward : backward;
        if (start.cycle > m_covered)
            note(start, takeForward, round);
        const std::int64_t length = takeForward ? m_stage.forward : m_stage.backward();
        m_covered = std::max(m_covered, start.cycle + length);
        ++(takeForward ? m_nextForward : m_nextBackward);
    }

    void note(Start start, bool beforeForward, std::vector<Gap>* round)
    {
        Gap gap{.span = {.actor = KernelActor{KernelId{0}}, .phase = Phase::Stall}, .beforeForward = beforeForward};
        WAFERSCOPE_CHECK(start.cause != StallCause::None); // else its own group worked until now
        gap.span.cause = start.cause;
        gap.span.firstSample = beforeForward ? m_nextForward : m_nextBackward;
        gap.span.start = Cycles{m_covered};
        gap.span.length = Cycles{start.cycle - m_covered};
        if (round != nullptr)
            round->push_back(gap);
        else
            (beforeForward ? m_beforeForward : m_beforeBackward).add(gap.span);
    }

    const PipelineStage& m_stage;
    SteadyState m_steady;
    std::int64_t m_samples;
    std::vector<Start> m_forward;
    std::vector<Start> m_backward;
    bool m_trains;
    std::int64_t m_nextForward = 0;
    std::int64_t m_nextBackward = 0;
    std::int64_t m_covered = 0;
    GapCollector m_beforeForward;
    GapCollector m_beforeBackward;
};

/// The stage whose forward takes `period`, if any: the one that a sample passes last.
std::optional<std::size_t> limitingStage(const PipelineModel& model, std::int64_t period)
{
    std::optional<std::size_t> found;
    for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
        if (model.stages[stage].forward == period && (!found || !model.trains))
            found = stage;
    return found;
}

std::optional<std::size_t> limitingStream(const PipelineModel& model, std::int64_t period)
{
    for (std::size_t stream = 0; stream < model.streams.size(); ++stream)
        if (model.streams[stream].forward == period)
            return stream;
    return std::nullopt;
}

/// Whose starts are watched: a forward or backward sequence, or the workers'.
const StartSequence& limitingSequence(const PipelineModel& model, const PipelineSchedule& schedule, std::int64_t period,
                                      std::optional<std::size_t>& stage)
{
    stage = limitingStage(model, period);
    if (!stage)
        if (const auto stream = limitingStream(model, period))
            stage = model.trains ? model.streams[*stream].to : model.streams[*stream].from;
    if (!stage && !schedule.inputs.empty())
        return schedule.inputs.front();
    stage = stage.value_or(0);
    return model.trains ? schedule.backward[*stage] : schedule.forward[*stage];
}

} // namespace

StageGaps gapsOf(const PipelineModel& model, const PipelineSchedule& schedule, std::size_t stage)
{
    return GapWalk{model, schedule, stage}.run();
}

StallCycles lostCycles(const PipelineModel& model, const PipelineSchedule& schedule, std::int64_t period)
{
    std::optional<std::size_t> stage;
    const std::vector<Start> watched = limitingSequence(model, schedule, period, stage).decoded();
    const std::vector<Start> forward = stage ? schedule.forward[*stage].decoded() : std::vector<Start>{};
    const auto known = static_cast<std::int64_t>(watched.size());
    const SteadyState& steady = schedule.steady;
    StallCycles lost{};
    for (std::int64_t sample = 1; sample < std::min(schedule.samples, known + steady.samples); ++sample) {
        const Start previous = startOf(watched, steady, sample - 1);
        const Start start = startOf(watched, steady, sample);
        const StallCause before = stage ? startOf(forward, steady, sample).cause : StallCause::None;
        StallCause cause = start.cause;
        if (cause == StallCause::None || (cause == StallCause::Input && before != StallCause::None))
            cause = before; // the sample was late already when it went forward
        if (cause == StallCause::None)
            cause = StallCause::Output; // the loss: it keeps the backward groups, and with them the stash
        const std::int64_t times = sample < known ? 1 : (schedule.samples - 1 - sample) / steady.samples + 1;
        add(lost, cause, (start.cycle - previous.cycle - period) * times);
    }
    return lost;
}

} // namespace waferscope
