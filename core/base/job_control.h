#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

namespace waferscope {

/// A result so far: best mapping, log snapshot, loss points. Engines derive their own and publish immutable values.
struct Partial {
    virtual ~Partial() = default;
};

/// What a long computation may ask of its caller. Engines take it by const reference and call it on their own thread;
/// the caller marshals to wherever it likes and may drop all but the latest.
struct JobControl {
    std::stop_token stop;
    std::function<void(double fraction, std::string_view phase)> report = [](double, std::string_view) {};
    std::function<void(std::shared_ptr<const Partial>)> publish = [](const std::shared_ptr<const Partial>&) {};

    /// Ask at least every 50 ms.
    [[nodiscard]] bool stopRequested() const { return stop.stop_requested(); }
};

/// The job as a part of a longer one sees it: its fractions fill `from` to `to`.
[[nodiscard]] inline JobControl partOf(const JobControl& job, double from, double to)
{
    JobControl part = job;
    part.report = [report = job.report, from, to](double fraction, std::string_view phase) {
        report(from + (to - from) * fraction, phase);
    };
    return part;
}

} // namespace waferscope
