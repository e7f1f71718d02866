#include "emulator/step/schedule/start_sequence.h"

#include "core/base/check.h"

namespace waferscope {

namespace {

/// Whether the run can take one more sample that starts at `cycle`.
bool extends(const StartRun& run, std::int64_t cycle)
{
    return run.count == 1 || cycle == run.cycle + run.period * run.count;
}

void appendTo(std::vector<StartRun>& runs, std::int64_t sample, std::int64_t cycle)
{
    if (!runs.empty() && extends(runs.back(), cycle)) {
        StartRun& run = runs.back();
        if (run.count == 1)
            run.period = cycle - run.cycle;
        ++run.count;
        return;
    }
    runs.push_back({.first = sample, .cycle = cycle});
}

/// The fewest samples after which this sequence alone comes round; divides steady.samples.
std::int64_t ownPeriod(const std::vector<std::int64_t>& cycle, std::int64_t shift)
{
    const auto samples = static_cast<std::int64_t>(cycle.size());
    for (std::int64_t period = 1; period < samples; ++period) {
        if (samples % period != 0 || shift % (samples / period) != 0)
            continue;
        const std::int64_t step = shift / (samples / period);
        bool repeats = true;
        for (std::int64_t i = period; repeats && i < samples; ++i)
            repeats = cycle[static_cast<std::size_t>(i)] == cycle[static_cast<std::size_t>(i - period)] + step;
        if (repeats)
            return period;
    }
    return samples;
}

/// `period` runs whose samples lie between each other's.
void interleave(std::vector<StartRun>& runs, const std::vector<std::int64_t>& cycle, std::int64_t first,
                std::int64_t last, std::int64_t period, std::int64_t step)
{
    for (std::int64_t i = 0; i < period && first + i < last; ++i)
        runs.push_back({.first = first + i,
                        .cycle = cycle[static_cast<std::size_t>(i)],
                        .period = step,
                        .count = (last - first - i + period - 1) / period,
                        .stride = period});
}

/// Runs that a cycle of the steady state would cost if it were written out.
std::int64_t runsOf(const std::vector<std::int64_t>& cycle, std::int64_t shift)
{
    std::vector<StartRun> twice;
    for (const std::int64_t start : cycle)
        appendTo(twice, 0, start);
    const auto once = static_cast<std::int64_t>(twice.size());
    for (const std::int64_t start : cycle)
        appendTo(twice, 0, start + shift);
    return static_cast<std::int64_t>(twice.size()) - once;
}

/// The steady part: samples first .. last - 1, of which `cycle` are the first starts.
void appendSteady(std::vector<StartRun>& runs, const std::vector<std::int64_t>& cycle, std::int64_t shift,
                  std::int64_t first, std::int64_t last)
{
    const std::int64_t period = ownPeriod(cycle, shift);
    const std::int64_t step = shift / (static_cast<std::int64_t>(cycle.size()) / period);
    if (period == 1 && !runs.empty() && extends(runs.back(), cycle[0])
        && (runs.back().count == 1 ? cycle[0] - runs.back().cycle : runs.back().period) == step) {
        runs.back().period = step;
        runs.back().count += last - first;
        return;
    }
    const std::int64_t rounds = (last - first) / static_cast<std::int64_t>(cycle.size()) + 1;
    if (period <= runsOf(cycle, shift) * rounds) {
        interleave(runs, cycle, first, last, period, step);
        return;
    }
    const auto samples = static_cast<std::int64_t>(cycle.size());
    for (std::int64_t sample = first; sample < last; ++sample)
        appendTo(runs, sample,
                 cycle[static_cast<std::size_t>((sample - first) % samples)] + (sample - first) / samples * shift);
}

} // namespace

void StartSequence::append(std::int64_t cycle, StallCause cause)
{
    if (m_runs.empty() || m_runs.back().cause != cause || !extends(m_runs.back(), cycle)) {
        m_runs.push_back({.first = m_size, .cycle = cycle, .cause = cause});
    } else {
        StartRun& run = m_runs.back();
        if (run.count == 1)
            run.period = cycle - run.cycle;
        ++run.count;
    }
    ++m_size;
}

void StartSequence::goOn(std::int64_t period, std::int64_t count, StallCause cause)
{
    if (count == 0)
        return;
    const StartRun& last = m_runs.back();
    append(last.cycle + last.period * (last.count - 1) + period, cause);
    if (count == 1)
        return;
    StartRun& run = m_runs.back();
    if (run.count == 1)
        run.period = period;
    run.count += count - 1;
    m_size += count - 1;
}

std::vector<Start> StartSequence::decoded() const
{
    std::vector<Start> starts;
    starts.reserve(static_cast<std::size_t>(m_size));
    for (const StartRun& run : m_runs)
        for (std::int64_t i = 0; i < run.count; ++i)
            starts.push_back({run.cycle + run.period * i, run.cause});
    return starts;
}

Start startOf(const std::vector<Start>& decoded, const SteadyState& steady, std::int64_t sample)
{
    const auto size = static_cast<std::int64_t>(decoded.size());
    if (sample < size)
        return decoded[static_cast<std::size_t>(sample)];
    WAFERSCOPE_CHECK(steady.samples > 0);
    const std::int64_t rounds = (sample - size) / steady.samples + 1;
    Start start = decoded[static_cast<std::size_t>(sample - rounds * steady.samples)];
    start.cycle += rounds * steady.shift;
    return start;
}

std::vector<StartRun> fewestRuns(const StartSequence& sequence, const SteadyState& steady, std::int64_t samples)
{
    const std::int64_t before = sequence.size() < samples ? sequence.size() - steady.samples : samples;
    std::vector<StartRun> runs;
    std::vector<std::int64_t> cycle;
    std::int64_t sample = 0;
    for (const StartRun& run : sequence.runs())
        for (std::int64_t i = 0; i < run.count; ++i, ++sample) {
            const std::int64_t start = run.cycle + run.period * i;
            if (sample < before)
                appendTo(runs, sample, start);
            else if (before < samples)
                cycle.push_back(start);
        }
    if (before < samples)
        appendSteady(runs, cycle, steady.shift, before, samples);
    return runs;
}

} // namespace waferscope
