#pragma once

#include "core/layout/evaluation.h"
#include "model/derivation/arithmetic.h"

#include <algorithm>
#include <span>

namespace waferscope {

// The numbers of a report of a pipelined layout (MODEL section 3), each as a formula over an arithmetic N.

/// The share of the fabric that a kernel's rectangle takes; in weight streaming as well.
template <typename N>
[[nodiscard]] typename N::Real areaShare(const KernelReport& kernel, const System& system)
{
    return toReal(N::whole("PEs of this kernel", kernel.pes)) / toReal(N::whole("PEs of the fabric", system.peCount()));
}

/// Cycles between two samples that leave one replica of the network. The replicas share what the host delivers; the
/// schedule may make kernels wait for each other longer than any of them works.
template <typename N>
[[nodiscard]] typename N::Whole samplePeriod(typename N::Whole deltaT, typename N::Whole transmission,
                                             typename N::Whole input, typename N::Whole schedule, int replicas)
{
    return atLeast(schedule, largestOf(deltaT, transmission, N::factor("replicas", replicas) * input));
}

/// What the slowest kernel, link or the input needs for a sample: the period where nothing waits for anything else.
[[nodiscard]] inline Cycles slowestWorkOf(const PipelinedFigures& figures)
{
    return Cycles{samplePeriod<Plain>(figures.deltaT.count(), figures.transmissionOfSample.count(),
                                      figures.inputOfSample.count(), 0, figures.replicas)};
}
/// The period of a pipelined layout.
[[nodiscard]] inline Cycles periodOf(const PipelinedFigures& figures)
{
    return std::max(slowestWorkOf(figures), figures.scheduleOfSample);
}
[[nodiscard]] inline Cycles periodOf(const Evaluation& evaluation)
{
    return periodOf(evaluation.pipelined());
}

/// Samples a second of all replicas on all systems when each gives one every so many cycles.
template <typename N>
[[nodiscard]] typename N::Real rateOf(Hertz clock, typename N::Whole cycles, int replicas, int systems)
{
    return N::real("clock", clock.count(), Unit::Frequency) / toReal(atLeast(N::number(1), cycles))
        * toReal(N::factor("replicas", replicas)) * toReal(N::factor("systems", systems));
}

/// Wavelets a sample on the fullest link of any stream of a kernel.
template <typename N>
[[nodiscard]] typename N::Whole kernelTransmission(const KernelGraph& graph, KernelId id,
                                                   std::span<const EdgeTiming> edges)
{
    typename N::template Largest<typename N::Whole> fullest{"over its streams"};
    for (const auto& own : {graph.edgesInto(id), graph.edgesFrom(id)})
        for (const EdgeId edge : own)
            fullest.add(N::whole("wavelets a sample", edges[edge.index()].transfer.count()));
    return atLeast(N::number(1), fullest.result());
}

/// PEs whose processor or router works for the network, of so many.
template <typename N>
[[nodiscard]] typename N::Real activeShare(std::int64_t inKernels, std::int64_t passing, const System& system)
{
    return toReal(N::whole("PEs in kernels", inKernels) + N::whole("PEs that only pass streams on", passing))
        / toReal(N::whole("PEs of the fabric", system.peCount()));
}

/// The share of its time that a kernel works, when the slowest works always.
template <typename N>
[[nodiscard]] typename N::Real kernelUtilization(typename N::Whole cycles, typename N::Whole deltaT)
{
    return toReal(cycles) / toReal(deltaT);
}

/// The share of their time that the PEs of all kernels work.
template <typename N>
[[nodiscard]] typename N::Real utilizationOf(std::span<const KernelReport> kernels, typename N::Whole deltaT)
{
    typename N::template Sum<typename N::Real> working{"over kernels"};
    typename N::template Sum<typename N::Real> present{"over kernels"};
    for (const KernelReport& kernel : kernels) {
        const auto area = toReal(N::whole("PEs", kernel.pes));
        working.add(area * kernelUtilization<N>(N::whole("cycles", kernel.cycles.count()), deltaT));
        present.add(area);
    }
    return ratioOf(working.result(), present.result());
}

} // namespace waferscope
