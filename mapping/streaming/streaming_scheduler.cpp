#include "mapping/streaming/streaming_scheduler.h"

#include "core/base/rounding.h"
#include "mapping/streaming/retention_search.h"
#include "model/streaming/streaming_evaluation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace waferscope {

namespace {

/// Shares of a batch in equal micro-batches: all of it, halves, thirds ... each size once, largest first.
std::vector<std::int64_t> microBatchesOf(std::int64_t share)
{
    std::vector<std::int64_t> sizes;
    for (std::int64_t parts = 1; parts <= share;) {
        const std::int64_t size = ceilDivide(share, parts);
        sizes.push_back(size);
        if (size == 1)
            break;
        parts = std::max(parts + 1, (share + size - 2) / (size - 1));
    }
    return sizes;
}

MappedLayout evaluated(const LayoutProblem& problem, StreamingSchedule schedule, const Assumptions& assumptions)
{
    auto evaluation = std::make_shared<const Evaluation>(evaluateStreaming(problem, schedule, assumptions));
    return mappedAs(problem, std::move(schedule), std::move(evaluation));
}

class Scheduler {
public:
    Scheduler(const LayoutProblem& problem, double sparsity, int bands, const Assumptions& assumptions,
              const JobControl& job)
        : m_problem(problem)
        , m_sparsity(sparsity)
        , m_bands(bands)
        , m_assumptions(assumptions)
        , m_job(job)
        , m_share(ceilDivide(problem.execution.batch, problem.execution.systems))
        , m_sizes(microBatchesOf(m_share))
    {
    }

    /// Of a step of some micro-batches with one retention for all layers, of those that fit; of the largest of all with
    /// everything kept where none does.
    [[nodiscard]] Cycles leastStep() const
    {
        constexpr std::size_t kSome = 24;
        std::optional<Cycles> least;
        for (const std::size_t i : thinned(firstThatFits(), m_sizes.size(), kSome)) {
            const StreamingCourses courses = coursesOf(m_sizes[i]);
            for (const Retention retention : {Retention::Keep, Retention::Recompute, Retention::Spill}) {
                const StreamingCourse course = courses.of(all(retention));
                if (!courses.fits(course))
                    continue;
                const Cycles step = stepOf(m_sizes[i], course, all(retention));
                least = least ? std::min(*least, step) : step;
                break; // the others only add to it
            }
        }
        return least ? *least : keptStepOf(m_sizes.front(), coursesOf(m_sizes.front()));
    }

    /// Looks quickly at all micro-batches. The step of the best that fits; none where nothing does.
    std::optional<Cycles> look()
    {
        const std::vector<std::size_t> some = thinned(firstThatFits(), m_sizes.size(), kFew);
        tryThese(some);
        if (!m_tried.empty() && some.size() < m_sizes.size() - some.front())
            tryThese(beside(m_tried.front().microBatch, some));
        return m_tried.empty() ? std::nullopt : std::optional(m_tried.front().step);
    }

    /// After a look: the best, looked at closely, or what overflows least.
    Result<MappedLayout> schedule()
    {
        if (m_job.stopRequested() && m_tried.empty())
            return Error{ErrorCode::Stopped, "The search for a schedule was stopped."};
        if (m_tried.empty())
            return leastOverflowing();
        refine();
        m_job.report(1.0, "Scheduled");
        return evaluated(m_problem, {m_tried.front().microBatch, m_sparsity, m_tried.front().plan.retention, m_bands},
                         m_assumptions);
    }

private:
    struct Tried {
        std::int64_t microBatch;
        Cycles step;
        RetentionPlan plan;
    };

    [[nodiscard]] std::size_t layers() const { return m_problem.graph->size(); }
    [[nodiscard]] std::vector<Retention> all(Retention retention) const
    {
        return std::vector<Retention>(layers(), retention);
    }
    [[nodiscard]] StreamingCourses coursesOf(std::int64_t microBatch) const
    {
        return {*m_problem.graph, StreamingCost::of(m_problem, {microBatch, m_sparsity, {}, m_bands}, m_assumptions),
                m_problem.system().usableSram()};
    }
    /// Of micro-batches that run such a course, and of one with the samples that they leave.
    [[nodiscard]] Cycles stepOf(std::int64_t microBatch, const StreamingCourse& course,
                                const std::vector<Retention>& retention) const
    {
        const std::int64_t rest = m_share % microBatch;
        if (rest == 0)
            return course.ofStep(m_share / microBatch);
        const StreamingCourse smaller = coursesOf(rest).of(retention);
        return course.ofStep(m_share / microBatch, &smaller);
    }
    [[nodiscard]] Cycles keptStepOf(std::int64_t microBatch, const StreamingCourses& courses) const
    {
        const std::vector<Retention> kept = all(Retention::Keep);
        return stepOf(microBatch, courses.of(kept), kept);
    }

    /// Nothing holds less than with everything spilled, and it holds less the smaller the micro-batch.
    [[nodiscard]] std::size_t firstThatFits() const
    {
        const auto tooLarge = [&](std::int64_t size) {
            const StreamingCourses courses = coursesOf(size);
            return !courses.fits(courses.of(all(Retention::Spill))) && !courses.fits(courses.of(all(Retention::Keep)));
        };
        const auto first = std::partition_point(m_sizes.begin(), m_sizes.end(), tooLarge);
        return static_cast<std::size_t>(first - m_sizes.begin());
    }

    static constexpr std::size_t kFew = 128; ///< micro-batches to look at

    /// Of the sizes from `first` to before `last` all where they are no more than `few`, else at most so many in equal
    /// ratios.
    [[nodiscard]] std::vector<std::size_t> thinned(std::size_t first, std::size_t last, std::size_t few) const
    {
        std::vector<std::size_t> some;
        if (first >= last)
            return some;
        const double widest = static_cast<double>(m_sizes[first]) / static_cast<double>(m_sizes[last - 1]);
        const double ratio = last - first > few ? std::pow(widest, 1.0 / static_cast<double>(few)) : 1.0;
        for (std::size_t i = first; i < last; ++i)
            if (some.empty() || static_cast<double>(m_sizes[i]) * ratio <= static_cast<double>(m_sizes[some.back()]))
                some.push_back(i);
        return some;
    }

    /// What `some` left out on both sides of the best of them.
    [[nodiscard]] std::vector<std::size_t> beside(std::int64_t best, const std::vector<std::size_t>& some) const
    {
        const auto at = std::find_if(some.begin(), some.end(), [&](std::size_t i) { return m_sizes[i] == best; });
        const std::size_t before = at == some.begin() ? *at : *std::prev(at);
        const std::size_t after = std::next(at) == some.end() ? m_sizes.size() : *std::next(at);
        std::vector<std::size_t> between = thinned(before, after, kFew);
        std::erase(between, *at);
        return between;
    }

    /// From the largest of these micro-batches down, until even with all activations kept, whether they fit or not,
    /// smaller ones are too slow.
    void tryThese(const std::vector<std::size_t>& sizes)
    {
        constexpr int kTooSlowInTurn = 6;
        int tooSlow = 0;
        for (std::size_t i = 0; i < sizes.size() && tooSlow < kTooSlowInTurn; ++i) {
            if (m_job.stopRequested())
                return;
            m_job.report(0.8 * static_cast<double>(i) / static_cast<double>(sizes.size()), "Micro-batches");
            const std::int64_t size = m_sizes[sizes[i]];
            const StreamingCourses courses = coursesOf(size);
            const Cycles least = keptStepOf(size, courses);
            tooSlow = !m_tried.empty() && least >= m_tried.front().step ? tooSlow + 1 : 0;
            if (tooSlow > 0)
                continue;
            if (auto plan = bestRetention(courses, layers(), Effort::Quick, m_job)) {
                const Cycles step = stepOf(size, plan->course, plan->retention);
                keep({size, step, std::move(*plan)});
            }
        }
    }

    /// The best few, looked at closely.
    void refine()
    {
        std::vector<Tried> quick = std::exchange(m_tried, {});
        for (std::size_t i = 0; i < quick.size(); ++i) {
            m_job.report(0.8 + 0.2 * static_cast<double>(i) / static_cast<double>(quick.size()), "Activations");
            const StreamingCourses courses = coursesOf(quick[i].microBatch);
            if (auto plan = bestRetention(courses, layers(), Effort::Thorough, m_job)) {
                const Cycles step = stepOf(quick[i].microBatch, plan->course, plan->retention);
                if (step <= quick[i].step)
                    quick[i] = {quick[i].microBatch, step, std::move(*plan)};
            }
            keep(std::move(quick[i]));
        }
    }

    void keep(Tried tried)
    {
        constexpr std::size_t kClosely = 3;
        const auto place = std::upper_bound(m_tried.begin(), m_tried.end(), tried.step,
                                            [](Cycles step, const Tried& t) { return step < t.step; });
        m_tried.insert(place, std::move(tried));
        if (m_tried.size() > kClosely)
            m_tried.pop_back();
    }

    [[nodiscard]] MappedLayout leastOverflowing() const
    {
        const StreamingCourses courses = coursesOf(m_sizes.back());
        const auto overflow = [&](Retention retention) { return courses.of(all(retention)).worstPe; };
        Retention least = Retention::Keep;
        for (const Retention retention : {Retention::Recompute, Retention::Spill})
            if (overflow(retention) < overflow(least))
                least = retention;
        return evaluated(m_problem, {m_sizes.back(), m_sparsity, all(least), m_bands}, m_assumptions);
    }

    const LayoutProblem& m_problem;
    double m_sparsity;
    int m_bands;
    const Assumptions& m_assumptions;
    const JobControl& m_job;
    std::int64_t m_share; ///< of the batch, that one system has
    std::vector<std::int64_t> m_sizes; ///< largest first
    std::vector<Tried> m_tried; ///< best first
};

/// Numbers of bands to look at closely, the most promising first. Features that do not divide by the columns leave
/// some without; narrower bands divide better, and their rows hold fewer tokens for the same weights.
std::vector<int> promisingBands(const LayoutProblem& problem, double sparsity, const Assumptions& assumptions,
                                const JobControl& job)
{
    constexpr int kMostBands = 32;
    constexpr std::size_t kClosely = 5;
    std::vector<std::pair<Cycles, int>> steps;
    for (int bands = 1; bands <= std::min(kMostBands, problem.system().columns); ++bands) {
        if (bands > 1 && job.stopRequested())
            break;
        steps.emplace_back(Scheduler(problem, sparsity, bands, assumptions, job).leastStep(), bands);
    }
    std::sort(steps.begin(), steps.end());
    std::vector<int> best;
    for (std::size_t i = 0; i < std::min(kClosely, steps.size()); ++i)
        best.push_back(steps[i].second);
    return best;
}

} // namespace

Result<MappedLayout> scheduleStreaming(const LayoutProblem& problem, double sparsity, const Assumptions& assumptions,
                                       const JobControl& job)
{
    std::optional<Scheduler> best;
    std::optional<Cycles> least; ///< of the best; none where it does not fit
    for (const int bands : promisingBands(problem, sparsity, assumptions, job)) {
        Scheduler tried(problem, sparsity, bands, assumptions, job);
        const std::optional<Cycles> step = tried.look();
        if (best && (!step || (least && *step >= *least)))
            continue;
        best.emplace(std::move(tried));
        least = step;
    }
    return best->schedule();
}

} // namespace waferscope
