#include "mapping/pipelined/stash_estimate.h"

#include "model/pipelined/area_bound.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/pipeline_timing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace waferscope {

namespace {

constexpr double kMargin = 1.03; ///< for hops, and kernels that are slower than their smallest shape at the least time
constexpr int kHalvings = 5;

using Stash = std::vector<std::int64_t>;

class StashEstimate {
public:
    StashEstimate(const LayoutProblem& problem, const LockedKernels& locked, const Assumptions& assumptions,
                  const JobControl& job)
        : m_problem(problem)
        , m_locked(locked)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_model(CostModel::of(problem.execution, problem.system(), assumptions))
    {
    }

    StashedShapes found()
    {
        const Stash most = between(1.0);
        std::vector<ShapeFamily> families = familiesWith(most);
        const Cycles bound = paceOf(familiesWith(between(0.0)));
        if (m_model.recompute || m_model.run == Run::Infer || !areSlower(families, bound))
            return {most, std::move(families), bound};
        double least = 0.0; // too few
        double enough = 1.0; // or more than fit
        std::optional<Stash> needed;
        for (int halving = 0; halving < kHalvings && !m_job.stopRequested(); ++halving) {
            m_job.report(0.0, "Shapes of the kernels"); // where a command looks whether it is to stop
            const double middle = (least + enough) / 2.0;
            const Stash tried = between(middle);
            families = familiesWith(tried);
            const std::optional<Stash> asked = askedBy(families);
            if (asked && sumOf(*asked) > sumOf(tried)) {
                least = middle;
                continue;
            }
            enough = middle;
            needed = asked ? asked : needed;
        }
        const Stash stash = needed ? withMargin(*needed) : between(enough);
        return {stash, familiesWith(stash), bound};
    }

private:
    /// The share of what kernels in step would need, beyond the least.
    [[nodiscard]] Stash between(double share) const
    {
        Stash stash;
        for (std::size_t i = 0; i < m_problem.graph->size(); ++i) {
            const double inStep = 2.0 * m_problem.graph->levelsBeforeLast(KernelId{i}) + 2.0;
            stash.push_back(kLeastStash + static_cast<std::int64_t>(std::ceil(share * (inStep - kLeastStash))));
        }
        return stash;
    }

    [[nodiscard]] std::vector<ShapeFamily> familiesWith(const Stash& stash) const
    {
        return shapeFamiliesOf(*m_problem.graph, m_model.keeping(stash), m_problem.system());
    }

    [[nodiscard]] Cycles paceOf(const std::vector<ShapeFamily>& families) const
    {
        return areaBound(families, m_problem.system().livePeCount());
    }

    /// Than kernels that keep next to nothing: then memory makes some of them grow.
    [[nodiscard]] bool areSlower(const std::vector<ShapeFamily>& families, Cycles bound) const
    {
        constexpr double kHardly = 1.02;
        return !askedBy(families)
            || static_cast<double>(paceOf(families).count()) > kHardly * static_cast<double>(bound.count());
    }

    /// What the schedule asks for when every kernel has its smallest shape at their common pace; none when they do not
    /// fit at any.
    [[nodiscard]] std::optional<Stash> askedBy(const std::vector<ShapeFamily>& families) const
    {
        const Cycles pace = paceOf(families);
        std::vector<KernelReport> kernels(families.size());
        Mapping mapping;
        mapping.kernels.resize(families.size());
        std::int64_t area = 0;
        for (std::size_t i = 0; i < families.size(); ++i) {
            ExecutionArguments& arguments = mapping.kernels[i].arguments;
            if (i < m_locked.size() && m_locked[i]) {
                arguments = m_locked[i]->arguments;
            } else {
                const std::optional<KernelShape> shape = families[i].smallest(pace);
                if (!shape)
                    return std::nullopt;
                arguments = shape->arguments;
                area += shape->area();
            }
            kernels[i].cycles = cyclesPerSample((*m_problem.graph)[KernelId{i}], arguments, m_model);
        }
        if (area > m_problem.system().livePeCount())
            return std::nullopt;
        return scheduled(mapping, kernels, pace);
    }

    /// With the input as slow as the pace, which nothing else is then.
    [[nodiscard]] Stash scheduled(const Mapping& mapping, const std::vector<KernelReport>& kernels, Cycles pace) const
    {
        PipelinedFigures figures;
        figures.edges.resize(m_problem.graph->edges().size(), EdgeTiming{Cycles{1}, Hops{0}, Wavelets{0}});
        figures.inputOfSample = pace;
        return timingOf(pipelineModel(m_problem, mapping, kernels, figures, m_assumptions)).stash;
    }

    [[nodiscard]] static std::int64_t sumOf(const Stash& stash)
    {
        return std::accumulate(stash.begin(), stash.end(), std::int64_t{0});
    }

    [[nodiscard]] static Stash withMargin(Stash stash)
    {
        for (std::int64_t& samples : stash)
            samples = 1 + static_cast<std::int64_t>(std::ceil(kMargin * static_cast<double>(samples)));
        return stash;
    }

    const LayoutProblem& m_problem;
    const LockedKernels& m_locked;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    CostModel m_model;
};

} // namespace

StashedShapes shapesWithStash(const LayoutProblem& problem, const LockedKernels& locked, const Assumptions& assumptions,
                              const JobControl& job)
{
    return StashEstimate(problem, locked, assumptions, job).found();
}

} // namespace waferscope
