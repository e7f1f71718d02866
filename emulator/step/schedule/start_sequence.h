#pragma once

#include "core/run/event_log.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// When work on one sample begins, and what it waited for last (None: for its own group).
struct Start {
    std::int64_t cycle = 0;
    StallCause cause = StallCause::None;
};

/// `count` samples from `first` on that start `period` cycles apart.
struct StartRun {
    std::int64_t first = 0;
    std::int64_t cycle = 0; ///< of the first
    std::int64_t period = 0; ///< 0 for a single sample
    std::int64_t count = 1;
    std::int64_t stride = 1; ///< samples from one to the next
    StallCause cause = StallCause::None;
};

/// From sample `from` on, every sample starts `shift` cycles after the one `samples` before it: the steady state.
struct SteadyState {
    std::int64_t from = 0;
    std::int64_t samples = 0; ///< 0: none was found
    std::int64_t shift = 0;
};

/// The starts of the samples 0, 1, 2 ... at one place, kept as runs: a steady state costs nothing per sample.
class StartSequence {
public:
    void append(std::int64_t cycle, StallCause cause);
    /// `count` more samples, `period` cycles apart from the last on; at least two are there already, as far apart.
    void goOn(std::int64_t period, std::int64_t count, StallCause cause);

    [[nodiscard]] std::int64_t size() const { return m_size; } ///< samples appended
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const std::vector<StartRun>& runs() const { return m_runs; } ///< of one cause each
    [[nodiscard]] std::vector<Start> decoded() const; ///< by sample

private:
    std::vector<StartRun> m_runs;
    std::int64_t m_size = 0;
};

/// Start of a sample, appended or beyond: then by the steady state.
[[nodiscard]] Start startOf(const std::vector<Start>& decoded, const SteadyState& steady, std::int64_t sample);

/// The fewest runs that hold the starts of the samples 0 .. samples - 1, whatever their causes.
[[nodiscard]] std::vector<StartRun> fewestRuns(const StartSequence& sequence, const SteadyState& steady,
                                               std::int64_t samples);

} // namespace waferscope
