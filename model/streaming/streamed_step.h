#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"
#include "model/derivation/arithmetic.h"

#include <optional>
#include <utility>
#include <vector>

namespace waferscope {

// The numbers of a report of weight streaming (MODEL section 4), each as a formula over an arithmetic N.

inline constexpr std::string_view kStoreLatency = "store_latency_cycles";
inline constexpr std::string_view kPhaseSeconds = "phase_seconds";
inline constexpr std::int64_t kQueuedMicroBatches = 2; ///< whose input waits before the wafer at most

/// What one phase takes, in cycles.
template <typename N>
struct PhaseCycles {
    typename N::Whole compute;
    typename N::Whole in;
    typename N::Whole out;
    typename N::Whole least; ///< however little it computes and streams
};

[[nodiscard]] inline PhaseCycles<Plain> cyclesOf(const StreamedPhase& phase)
{
    return {phase.compute.count(), phase.streamIn.count(), phase.streamOut.count(), phase.least.count()};
}

/// The least time of a phase in cycles of a clock, rounded up.
template <typename N>
[[nodiscard]] typename N::Whole leastOfPhase(const Assumptions& assumptions, Hertz clock)
{
    return toWhole(roundedUp(N::assumed("least time of a phase", assumptions[kPhaseSeconds], kPhaseSeconds)
                             * N::real("clock", clock.count(), Unit::Frequency)));
}

/// t: until a phase itself has ended.
template <typename N>
[[nodiscard]] typename N::Whole ownDuration(const PhaseCycles<N>& phase)
{
    return atLeast(phase.least, largestOf(phase.compute, phase.in, phase.out));
}

/// Until the next may start: t, or the stream of the next where that takes longer; their sum where two tiles do not
/// fit.
template <typename N>
[[nodiscard]] typename N::Whole phaseDuration(const PhaseCycles<N>& phase, typename N::Whole nextIn, bool overlapped)
{
    return overlapped ? largestOf(ownDuration(phase), nextIn) : ownDuration(phase) + nextIn;
}

/// Of micro-batches that are alike, what the length of a step hangs on.
template <typename N>
struct CourseCycles {
    typename N::Whole firstIn; ///< weights of the first phase
    typename N::Whole once; ///< from the start of one to the start of the next
    PhaseCycles<N> last; ///< of the last phase
    bool overlapped = true; ///< whether the next weights find room in the last phase
};

/// What the last phase of a micro-batch adds when the next one's first weights are waited for.
template <typename N>
[[nodiscard]] typename N::Whole waitForNext(const CourseCycles<N>& course, const CourseCycles<N>& next)
{
    return N::named("wait at the turn",
                    phaseDuration<N>(course.last, next.firstIn, course.overlapped) - ownDuration<N>(course.last));
}

/// The last micro-batch of a step from its start to its last gradient: behind it no weights come.
template <typename N>
[[nodiscard]] typename N::Whole cyclesOfLast(const CourseCycles<N>& course)
{
    return course.once - waitForNext<N>(course, course);
}

/// From the first weights to the last gradient of so many micro-batches that are alike and, where the share of a batch
/// does not divide, a smaller last one behind them.
template <typename N>
[[nodiscard]] typename N::Whole cyclesOfStep(const CourseCycles<N>& alike, typename N::Whole count,
                                             const CourseCycles<N>* smaller)
{
    const auto all = alike.firstIn + alike.once * count - waitForNext<N>(alike, alike);
    return smaller ? all + waitForNext<N>(alike, *smaller) + cyclesOfLast<N>(*smaller) : all;
}

/// The same where input is late: the first two of three and more micro-batches wait in the queue when the step begins,
/// those between come one by one, and the last no sooner than its own input allows.
template <typename N>
[[nodiscard]] typename N::Whole cyclesOfFedStep(const CourseCycles<N>& alike, const CourseCycles<N>* smaller,
                                                typename N::Whole between, typename N::Whole inputOfOne,
                                                typename N::Whole inputOfLast)
{
    const CourseCycles<N>& last = smaller ? *smaller : alike;
    const auto turn = cyclesOfLast<N>(alike) + waitForNext<N>(alike, last);
    return alike.firstIn + inputOfOne * between + largestOf(inputOfLast, turn) + cyclesOfLast<N>(last);
}

/// The last gradient's way to new weights.
template <typename N>
[[nodiscard]] typename N::Whole cyclesOfTail(typename N::Whole gradientsOut, typename N::Whole weightsIn,
                                             typename N::Whole storeLatency)
{
    return gradientsOut + weightsIn + storeLatency * N::number(2);
}

/// At the system's clock.
template <typename N>
[[nodiscard]] typename N::Real secondsOf(typename N::Whole cycles, Hertz clock)
{
    return toReal(cycles) / N::real("clock", clock.count(), Unit::Frequency);
}

/// One update of the weights: what the wafer and then the host take, or until the host has delivered as many samples.
template <typename N>
[[nodiscard]] typename N::Real secondsOfStep(typename N::Whole working, typename N::Whole input, Hertz clock,
                                             typename N::Real host)
{
    return largestOf(secondsOf<N>(working, clock) + host, secondsOf<N>(input, clock));
}

/// Samples a second when a batch takes so long.
template <typename N>
[[nodiscard]] typename N::Real batchOver(const Execution& execution, typename N::Real seconds)
{
    return toReal(N::whole("batch", execution.batch)) / atLeast(N::real({}, 1e-12), seconds);
}

/// The phases of a step's micro-batches, and what all of them come to.
template <typename N>
class StreamedStep {
public:
    using Whole = typename N::Whole;
    using Real = typename N::Real;

    struct Entry {
        KernelId kernel;
        PhaseCycles<N> cycles;
        Whole duration; ///< until the next may start
        std::int64_t pes = 0; ///< that hold work
    };
    /// Micro-batches that are alike.
    struct Part {
        std::vector<Entry> entries; ///< of one of them
        Whole count;
    };

    /// One part, and one more for a smaller last micro-batch.
    explicit StreamedStep(std::vector<Part> parts)
        : m_parts(std::move(parts))
    {
    }

    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }

    /// Cycles over a step, of all kernels or of one.
    [[nodiscard]] Whole computing(std::optional<KernelId> kernel = {}) const { return inStep(kComputing, kernel); }
    [[nodiscard]] Whole streaming(std::optional<KernelId> kernel = {}) const { return inStep(kStreaming, kernel); }
    [[nodiscard]] Whole duration(KernelId kernel) const { return inStep(kDuration, kernel); }
    /// Of a kernel's phases in one micro-batch.
    [[nodiscard]] Whole computingOnce(KernelId kernel) const { return once(m_parts.front(), kComputing, kernel); }

    /// Samples a second if nothing took time but what takes so many cycles of a step.
    [[nodiscard]] Real rate(Whole cycles, const Execution& execution, Hertz clock) const
    {
        return batchOver<N>(execution, secondsOf<N>(atLeast(N::number(1), cycles), clock));
    }

    /// The share of the fabric's PEs that hold work, over time.
    [[nodiscard]] Real activeShare(const System& system) const
    {
        const auto time = weighted([](const Entry& entry) { return toReal(entry.duration); });
        return ratioOf(held(), toReal(N::whole("PEs of the fabric", system.peCount())) * time);
    }
    /// The share of their time that PEs which hold work compute.
    [[nodiscard]] Real utilization() const
    {
        return ratioOf(weighted([](const Entry& entry) { return pesOf(entry) * toReal(entry.cycles.compute); }),
                       held());
    }
    [[nodiscard]] Real utilization(KernelId kernel) const
    {
        return ratioOf(toReal(computing(kernel)), toReal(duration(kernel)));
    }

private:
    static constexpr auto kComputing = [](const Entry& entry) { return entry.cycles.compute; };
    static constexpr auto kStreaming = [](const Entry& entry) { return entry.cycles.in + entry.cycles.out; };
    static constexpr auto kDuration = [](const Entry& entry) { return entry.duration; };

    /// Of one micro-batch.
    template <typename Of>
    [[nodiscard]] static Whole once(const Part& part, const Of& of, std::optional<KernelId> kernel)
    {
        typename N::template Sum<Whole> total{kernel ? "over its phases" : "over phases"};
        for (const Entry& entry : part.entries)
            if (!kernel || entry.kernel == *kernel)
                total.add(of(entry));
        return total.result();
    }

    template <typename Of>
    [[nodiscard]] Whole inStep(const Of& of, std::optional<KernelId> kernel) const
    {
        Whole total = once(m_parts.front(), of, kernel) * m_parts.front().count;
        for (std::size_t i = 1; i < m_parts.size(); ++i)
            total = total + once(m_parts[i], of, kernel) * m_parts[i].count;
        return total;
    }

    /// For a share of a step: of one micro-batch where all are alike.
    template <typename Of>
    [[nodiscard]] Real weighted(const Of& of) const
    {
        std::optional<Real> total;
        for (const Part& part : m_parts) {
            typename N::template Sum<Real> sum{"over phases"};
            for (const Entry& entry : part.entries)
                sum.add(of(entry));
            const Real ofPart = m_parts.size() == 1 ? sum.result() : sum.result() * toReal(part.count);
            total = total ? *total + ofPart : ofPart;
        }
        return *total;
    }

    [[nodiscard]] static Real pesOf(const Entry& entry) { return toReal(N::whole("PEs", entry.pes)); }

    [[nodiscard]] Real held() const
    {
        return weighted([](const Entry& entry) { return pesOf(entry) * toReal(entry.duration); });
    }

    std::vector<Part> m_parts;
};

} // namespace waferscope
