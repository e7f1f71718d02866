#include "model/derivation/derive_modes.h"
#include "model/host/input_rate.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/streaming/streamed_step.h"
#include "model/streaming/streaming_cost.h"

namespace waferscope {

namespace {

using Step = StreamedStep<Traced>;

/// Goes through the formulas of MODEL section 4 once more, tracing them.
class StreamingDerivation {
public:
    StreamingDerivation(const Layout& layout, const Evaluation& evaluation, const Assumptions& assumptions,
                        std::optional<KernelId> kernel)
        : m_layout(layout)
        , m_evaluation(evaluation)
        , m_figures(evaluation.streaming())
        , m_assumptions(assumptions)
        , m_kernel(kernel)
        , m_cost(StreamingCost::of(layout.problem(), layout.schedule(), assumptions))
        , m_step(stepOf())
    {
    }

    [[nodiscard]] Term of(NumberKind number) const
    {
        switch (number) {
        case NumberKind::Samples: return m_kernel ? rate(m_step.duration(*m_kernel)) : samples();
        case NumberKind::ComputeSamples:
            return m_kernel ? rate(m_step.computing(m_kernel)) : batchIn(m_step.computing());
        case NumberKind::TransmissionSamples:
            return m_kernel ? rate(m_step.streaming(m_kernel)) : batchIn(m_step.streaming());
        case NumberKind::ActivePes:
            return m_kernel ? areaShare<Traced>(report(), m_layout.system()) : m_step.activeShare(m_layout.system());
        case NumberKind::ComputeUtilization: return m_kernel ? m_step.utilization(*m_kernel) : m_step.utilization();
        case NumberKind::KernelCycles: return m_kernel ? computing() : m_step.computing();
        case NumberKind::Memory: break;
        }
        return derivedTotal(m_kernel ? report().memory : m_evaluation.memory.ofWorstPe);
    }

private:
    [[nodiscard]] const KernelReport& report() const { return m_evaluation.kernels.at(m_kernel->index()); }

    /// What a stream carries beside weights or gradients are activations that had to leave; their way is not retold.
    [[nodiscard]] static Term withActivations(const Term& own, Cycles streamed)
    {
        const std::int64_t rest = streamed.count() - static_cast<std::int64_t>(own.value());
        if (rest == 0)
            return own;
        const Term activations = Traced::whole("activations", rest);
        return own.value() == 0.0 ? activations : own + activations;
    }

    [[nodiscard]] PhaseCycles<Traced> cyclesOf(const StreamedPhase& phase, const StreamingCost& cost) const
    {
        const Kernel& kernel = (*m_layout.graph())[phase.kernel];
        return {cost.derivedCompute(kernel, phase.phase).named("compute"),
                withActivations(cost.derivedStreamIn(kernel, phase.phase), phase.streamIn).named("in"),
                withActivations(cost.derivedStreamOut(kernel, phase.phase), phase.streamOut).named("out"),
                leastOfPhase<Traced>(m_assumptions, m_layout.system().clock).named("least")};
    }

    [[nodiscard]] Step stepOf() const
    {
        std::vector<Step::Part> parts{partOf(m_figures.phases, m_cost, m_figures.alike())};
        if (m_figures.lastPhases.empty())
            return Step(std::move(parts));
        StreamingCost smaller = m_cost;
        smaller.microBatch = m_figures.lastMicroBatch;
        parts.push_back(partOf(m_figures.lastPhases, smaller, 1));
        return Step(std::move(parts));
    }

    /// Where one kernel is asked about, of its own phases.
    [[nodiscard]] Step::Part partOf(const std::vector<StreamedPhase>& phases, const StreamingCost& cost,
                                    std::int64_t count) const
    {
        Step::Part part{{}, Traced::factor("micro-batches", count)};
        for (std::size_t i = 0; i < phases.size(); ++i) {
            if (m_kernel && phases[i].kernel != *m_kernel)
                continue;
            const PhaseCycles<Traced> cycles = cyclesOf(phases[i], cost);
            const Term nextIn = cyclesOf(phases[(i + 1) % phases.size()], cost).in.named("next in");
            part.entries.push_back({phases[i].kernel, cycles,
                                    phaseDuration<Traced>(cycles, nextIn, phases[i].overlapped), phases[i].pes()});
        }
        return part;
    }

    /// Phase by phase.
    [[nodiscard]] Term computing() const
    {
        std::optional<Term> total;
        for (const StreamedPhase& phase : m_figures.phases) {
            if (phase.kernel != *m_kernel)
                continue;
            const Term own =
                m_cost.derivedCompute((*m_layout.graph())[phase.kernel], phase.phase).named(nameOf(phase.phase));
            total = total ? *total + own : own;
        }
        return *total;
    }

    [[nodiscard]] Term rate(const Term& cycles) const
    {
        return m_step.rate(cycles, m_layout.execution(), m_layout.system().clock);
    }
    [[nodiscard]] Term batchIn(const Term& cycles) const
    {
        return batchOver<Traced>(m_layout.execution(), secondsOf<Traced>(cycles, m_layout.system().clock));
    }

    [[nodiscard]] static CourseCycles<Traced> courseOf(const Step::Part& part, const std::vector<StreamedPhase>& phases)
    {
        Traced::Sum<Term> once{"over phases"};
        for (const Step::Entry& entry : part.entries)
            once.add(entry.duration);
        return {part.entries.front().cycles.in.named("first weights in"), once.result().named("time of a micro-batch"),
                part.entries.back().cycles, phases.back().overlapped};
    }

    [[nodiscard]] Term working() const
    {
        const CourseCycles<Traced> alike = courseOf(m_step.parts().front(), m_figures.phases);
        const CourseCycles<Traced> last = courseOf(m_step.parts().back(), m_figures.phasesOfLast());
        const CourseCycles<Traced>* smaller = m_figures.lastPhases.empty() ? nullptr : &last;
        const Term step = cyclesOfStep<Traced>(alike, m_step.parts().front().count, smaller);
        const std::int64_t between = m_figures.microBatches - kQueuedMicroBatches - 1;
        if (between < 0)
            return step + tail();
        const Term input = inputOfSample();
        const Term fed = cyclesOfFedStep<Traced>(alike, smaller, Traced::whole("micro-batches between", between),
                                                 input * Traced::factor("micro-batch", m_figures.microBatch),
                                                 input * Traced::factor("last micro-batch", m_figures.lastMicroBatch));
        return atLeast(fed, step) + tail();
    }

    [[nodiscard]] Term inputOfSample() const { return derivedInputCycles(m_layout.problem(), m_assumptions); }

    [[nodiscard]] Term tail() const
    {
        if (m_layout.execution().run == Run::Infer)
            return Traced::number(0);
        const Kernel& last = (*m_layout.graph())[m_figures.phases.back().kernel];
        const auto latency = static_cast<std::int64_t>(m_assumptions[kStoreLatency]);
        return cyclesOfTail<Traced>(m_cost.derivedStreamOut(last, Phase::WeightGradient).named("last gradients out"),
                                    m_cost.derivedStreamIn(last, Phase::Forward).named("last weights in"),
                                    Traced::whole("store latency", latency).restingOn(kStoreLatency))
            .named("tail");
    }

    [[nodiscard]] Term samples() const
    {
        const Term input =
            inputOfSample() * Traced::factor("samples of a system", samplesPerSystem(m_layout.execution()));
        const Term host = Traced::assumed("host", m_assumptions[kHostSeconds], kHostSeconds);
        return batchOver<Traced>(
            m_layout.execution(),
            secondsOfStep<Traced>(working().named("work"), input.named("input"), m_layout.system().clock, host));
    }

    const Layout& m_layout;
    const Evaluation& m_evaluation;
    const StreamingFigures& m_figures;
    const Assumptions& m_assumptions;
    std::optional<KernelId> m_kernel;
    StreamingCost m_cost;
    Step m_step;
};

} // namespace

Term deriveStreaming(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                     const Assumptions& assumptions, std::optional<KernelId> kernel)
{
    return StreamingDerivation(layout, evaluation, assumptions, kernel).of(number);
}

} // namespace waferscope
