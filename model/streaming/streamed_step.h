#pragma once

#include "model/derivation/arithmetic.h"
#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <utility>
#include <vector>

namespace waferscope {

// The numbers of a report of weight streaming (MODEL section 4), each as a formula over an arithmetic N.

inline constexpr std::string_view kStoreLatency = "store_latency_cycles";
inline constexpr std::string_view kPhaseSeconds = "phase_seconds";

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

/// From the first weights to the last gradient; behind the last phase of the last micro-batch no weights come.
template <typename N>
[[nodiscard]] typename N::Whole cyclesOfStep(typename N::Whole firstIn, typename N::Whole ofMicroBatch,
                                             typename N::Whole microBatches, typename N::Whole lastDuration,
                                             typename N::Whole lastOwn)
{
    return firstIn + ofMicroBatch * microBatches - (lastDuration - lastOwn);
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

/// One update of the weights: on the wafer or until the host has delivered its samples, and what the host does besides.
template <typename N>
[[nodiscard]] typename N::Real secondsOfStep(typename N::Whole working, typename N::Whole input, Hertz clock,
                                             typename N::Real host)
{
    return secondsOf<N>(largestOf(working, input), clock) + host;
}

/// Samples a second when a batch takes so long.
template <typename N>
[[nodiscard]] typename N::Real batchOver(const Execution& execution, typename N::Real seconds)
{
    return toReal(N::whole("batch", execution.batch)) / atLeast(N::real({}, 1e-12), seconds);
}

/// The phases of one micro-batch, and what all micro-batches of a step come to.
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

    StreamedStep(std::vector<Entry> entries, Whole microBatches)
        : m_entries(std::move(entries))
        , m_microBatches(std::move(microBatches))
    {
    }

    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }
    [[nodiscard]] const Whole& microBatches() const { return m_microBatches; }

    [[nodiscard]] Whole computing() const
    {
        return sum([](const Entry& entry) { return entry.cycles.compute; }, {}) * m_microBatches;
    }
    [[nodiscard]] Whole streaming() const
    {
        return sum([](const Entry& entry) { return entry.cycles.in + entry.cycles.out; }, {}) * m_microBatches;
    }
    /// Of a kernel's phases in one micro-batch.
    [[nodiscard]] Whole computing(KernelId kernel) const
    {
        return sum([](const Entry& entry) { return entry.cycles.compute; }, kernel);
    }
    [[nodiscard]] Whole streaming(KernelId kernel) const
    {
        return sum([](const Entry& entry) { return entry.cycles.in + entry.cycles.out; }, kernel);
    }
    [[nodiscard]] Whole duration(KernelId kernel) const
    {
        return sum([](const Entry& entry) { return entry.duration; }, kernel);
    }
    /// Samples a second if nothing took time but what takes so many cycles of every micro-batch.
    [[nodiscard]] Real rate(Whole cycles, const Execution& execution, Hertz clock) const
    {
        return batchOver<N>(execution, secondsOf<N>(atLeast(N::number(1), cycles) * m_microBatches, clock));
    }

    /// The share of the fabric's PEs that hold work, over time.
    [[nodiscard]] Real activeShare(const System& system) const
    {
        typename N::template Sum<Real> total{"over phases"};
        for (const Entry& entry : m_entries)
            total.add(toReal(entry.duration));
        return ratioOf(held(), toReal(N::whole("PEs of the fabric", system.peCount())) * total.result());
    }
    /// The share of their time that PEs which hold work compute.
    [[nodiscard]] Real utilization() const
    {
        typename N::template Sum<Real> computing{"over phases"};
        for (const Entry& entry : m_entries)
            computing.add(pesOf(entry) * toReal(entry.cycles.compute));
        return ratioOf(computing.result(), held());
    }
    [[nodiscard]] Real utilization(KernelId kernel) const
    {
        return ratioOf(toReal(computing(kernel)), toReal(duration(kernel)));
    }

private:
    template <typename Part>
    [[nodiscard]] Whole sum(const Part& part, std::optional<KernelId> kernel) const
    {
        typename N::template Sum<Whole> total{kernel ? "over its phases" : "over phases"};
        for (const Entry& entry : m_entries)
            if (!kernel || entry.kernel == *kernel)
                total.add(part(entry));
        return total.result();
    }

    [[nodiscard]] static Real pesOf(const Entry& entry) { return toReal(N::whole("PEs", entry.pes)); }

    [[nodiscard]] Real held() const
    {
        typename N::template Sum<Real> held{"over phases"};
        for (const Entry& entry : m_entries)
            held.add(pesOf(entry) * toReal(entry.duration));
        return held.result();
    }

    std::vector<Entry> m_entries;
    Whole m_microBatches;
};

} // namespace waferscope
