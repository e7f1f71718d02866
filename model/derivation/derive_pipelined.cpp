#include "model/derivation/derive_modes.h"
#include "model/host/input_rate.h"
#include "model/pipelined/active_pes.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/pipelined_formulas.h"

namespace waferscope {

namespace {

/// Goes through the formulas of MODEL section 3 once more, tracing them.
class PipelinedDerivation {
public:
    PipelinedDerivation(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                        std::optional<KernelId> kernel)
        : m_layout(layout)
        , m_mapping(layout.mapping())
        , m_evaluation(evaluation)
        , m_figures(evaluation.pipelined())
        , m_assumptions(assumptions)
        , m_kernel(kernel)
        , m_model(CostModel::of(layout.execution(), layout.system(), assumptions))
    {
    }

    [[nodiscard]] Term of(NumberKind number) const
    {
        switch (number) {
        case NumberKind::Samples: return rate(samplesPeriod());
        case NumberKind::ComputeSamples: return rate(m_kernel ? namedCycles(*m_kernel) : deltaT());
        case NumberKind::TransmissionSamples: return rate(transmission());
        case NumberKind::ActivePes: return activePes();
        case NumberKind::ComputeUtilization: return utilization();
        case NumberKind::KernelCycles: return m_kernel ? cyclesOf(*m_kernel) : slowest();
        case NumberKind::Memory: break;
        }
        return derivedTotal(m_kernel ? report().memory : m_evaluation.memory.ofWorstPe);
    }

private:
    [[nodiscard]] const KernelReport& report() const { return m_evaluation.kernels.at(m_kernel->index()); }
    [[nodiscard]] int replicas() const { return m_kernel ? 1 : m_figures.replicas; }
    [[nodiscard]] int systems() const { return m_kernel ? 1 : m_layout.execution().systems; }

    [[nodiscard]] Term rate(const Term& cycles) const
    {
        return rateOf<Traced>(m_layout.system().clock, cycles, replicas(), systems());
    }

    [[nodiscard]] Term cyclesOf(KernelId id) const
    {
        return derivedCyclesPerSample((*m_layout.graph())[id], m_mapping[id].arguments, m_model);
    }

    [[nodiscard]] Term namedCycles(KernelId id) const { return cyclesOf(id).named("cycles"); }

    [[nodiscard]] Term slowest() const
    {
        Traced::Largest<Term> slowest{"over kernels"};
        for (std::size_t i = 0; i < m_layout.graph()->size(); ++i)
            slowest.add(namedCycles(KernelId{i}));
        return slowest.result();
    }

    [[nodiscard]] Term deltaT() const { return slowest().named("delta T"); }

    /// Counted link by link along lanes; no formula leads to it.
    [[nodiscard]] Term transmission() const
    {
        const Term counted = m_kernel ? kernelTransmission<Traced>(*m_layout.graph(), *m_kernel, m_figures.edges)
                                      : Traced::whole("transmission", m_figures.transmissionOfSample.count());
        return counted.restingOn(kStreamLanes);
    }

    [[nodiscard]] Term samplesPeriod() const
    {
        if (m_kernel)
            return largestOf(namedCycles(*m_kernel), transmission());
        return samplePeriod<Traced>(deltaT(), transmission(),
                                    derivedInputCycles(m_layout.problem(), m_assumptions).named("input"),
                                    Traced::whole("schedule", m_figures.scheduleOfSample.count()), m_figures.replicas);
    }

    [[nodiscard]] Term activePes() const
    {
        if (m_kernel)
            return areaShare<Traced>(report(), m_layout.system());
        const ActivePes active = activePesOf(m_mapping, m_figures.lanes, m_layout.system());
        return activeShare<Traced>(active.inKernels, active.passing, m_layout.system()).restingOn(kStreamLanes);
    }

    [[nodiscard]] Term utilization() const
    {
        if (m_kernel)
            return kernelUtilization<Traced>(namedCycles(*m_kernel), deltaT());
        return utilizationOf<Traced>(m_evaluation.kernels, deltaT());
    }

    const Layout& m_layout;
    const Mapping& m_mapping;
    const Evaluation& m_evaluation;
    const PipelinedFigures& m_figures;
    const Assumptions& m_assumptions;
    std::optional<KernelId> m_kernel;
    CostModel m_model;
};

} // namespace

Term derivePipelined(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                     const Assumptions& assumptions, std::optional<KernelId> kernel)
{
    return PipelinedDerivation(layout, evaluation, assumptions, kernel).of(number);
}

} // namespace waferscope
