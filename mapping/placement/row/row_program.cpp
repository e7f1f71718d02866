#include "mapping/placement/row/row_program.h"

#include <algorithm>
#include <map>
#include <optional>

namespace waferscope {

namespace {

constexpr std::size_t kFewPartial = 100; ///< rows kept at every kernel at first
constexpr std::size_t kManyPartial = 100'000; ///< and at all kernels together, where the least bound is not reached
constexpr std::size_t kManyMore = 4; ///< times what is kept: so many rows are cut at once
constexpr std::int64_t kMostSteps = 10'000'000; ///< after which the search gives up
constexpr double kFarthest = 12.0; ///< adapters, say, above that bound
constexpr double kRounding = 1e-9; ///< of costs
constexpr double kDeeper = 3.0; ///< from what one limit allows above the least to what the next does

/// Rows up to some place, told apart by the joints of their open kernels: those with streams to later places.
class RowProgram {
public:
    RowProgram(const PlacementProblem& problem, const RowGrid& grid, const RowStreams& streams,
               const RowChoices& choices, const RowBounds& bounds, const JobControl& job)
        : m_problem(problem)
        , m_grid(grid)
        , m_streams(streams)
        , m_choices(choices)
        , m_bounds(bounds)
        , m_job(job)
    {
    }

    [[nodiscard]] RowAnswer leastOf(double limit)
    {
        RowAnswer answer = solve(limit);
        answer.steps = m_steps;
        return answer;
    }

private:
    /// A few rows kept lead to one of the least cost that there may be, where there is any, and else to a good one;
    /// then, unless it costs far more, all that cost no more are looked at.
    [[nodiscard]] RowAnswer solve(double limit)
    {
        const double least = m_bounds.least();
        const double rounding = kRounding * (1.0 + least);
        const double step = std::max({m_problem.weights.adapter, 0.5 * m_problem.weights.wire, rounding});
        double above = rounding;
        std::optional<RowAnswer> good;
        while (!good && !mustEnd()) {
            good = rowOfAtMost(std::min(least + above, limit), kFewPartial);
            if (!good && !m_isCut && least + above >= limit)
                return {{}, limit, limit, 0};
            if (!good && least + above >= limit)
                return {{}, limit, least, 0};
            above = std::max(step, kDeeper * above);
        }
        if (!good)
            return {{}, limit, least, 0};
        if (good->cost <= least + rounding)
            return *std::move(good);
        return best(*std::move(good), least + kFarthest * step);
    }

    /// The best of all rows, if that is at most so much.
    [[nodiscard]] RowAnswer best(RowAnswer good, double most)
    {
        if (good.cost > most)
            return good;
        std::optional<RowAnswer> better =
            rowOfAtMost(good.cost, std::max(kFewPartial, kManyPartial / m_problem.size()));
        if (!better)
            return good;
        if (!m_isCut)
            better->bound = better->cost;
        return better->cost <= good.cost ? *std::move(better) : std::move(good);
    }

    [[nodiscard]] bool mustEnd() const { return m_steps > kMostSteps || m_job.stopRequested(); }

    /// A row up to a place.
    struct Partial {
        std::vector<RowGrid::Joint> open; ///< joints of the open kernels
        double bound = 0.0; ///< of whole rows that begin so
        std::size_t before = 0; ///< the row without its last kernel, among those of the place before
        std::size_t shape = 0; ///< of its last kernel
    };
    using Level = std::vector<Partial>;

    [[nodiscard]] std::optional<RowAnswer> rowOfAtMost(double most, std::size_t kept)
    {
        m_isCut = false;
        m_kept = kept;
        const auto possible = m_bounds.possible(most);
        m_levels.assign(1, Level{Partial{{}, m_bounds.least(), 0, 0}});
        m_open.clear();
        for (std::size_t place = 0; place < m_problem.size(); ++place) {
            extend(place, possible[place], most);
            if (m_levels.back().empty() || mustEnd())
                return std::nullopt;
        }
        return answer();
    }

    /// Adds the kernel at a place to all rows up to it.
    void extend(std::size_t place, const std::vector<std::size_t>& possible, double most)
    {
        const RowStreams::Kernel& kernel = m_streams.kernels()[place];
        findEnds(kernel);
        std::vector<std::size_t> staying; // of the open kernels
        std::vector<std::size_t> open;
        for (std::size_t at = 0; at < m_open.size(); ++at)
            if (m_streams.kernels()[m_open[at]].lastTarget > place) {
                staying.push_back(at);
                open.push_back(m_open[at]);
            }
        const bool opens = kernel.lastTarget > place;
        if (opens)
            open.push_back(place);
        m_next.clear();
        m_known.clear();
        m_most = most;
        const Level& rows = m_levels.back();
        for (std::size_t row = 0; row < rows.size() && !mustEnd(); ++row)
            extendRow(place, row, staying, opens, possible);
        cut();
        m_levels.push_back(std::move(m_next));
        m_open = std::move(open);
    }

    /// Where the streams to a kernel begin, among the open kernels.
    void findEnds(const RowStreams::Kernel& kernel)
    {
        m_ends.clear();
        m_nearest.reset();
        for (const std::size_t stream : kernel.sources) {
            const std::size_t source = m_streams.placeOf(m_problem.streams[stream].from);
            const auto at = static_cast<std::size_t>(std::find(m_open.begin(), m_open.end(), source) - m_open.begin());
            m_ends.push_back({at, m_problem.streams[stream].weight});
            if (stream == *kernel.nearest)
                m_nearest = at;
        }
    }

    void extendRow(std::size_t place, std::size_t index, const std::vector<std::size_t>& staying, bool opens,
                   const std::vector<std::size_t>& possible)
    {
        const Partial& row = m_levels.back()[index];
        const double others = row.bound - m_bounds.behind(place, m_nearest ? row.open[*m_nearest] : RowGrid::Joint{0});
        std::vector<RowGrid::Joint> open;
        open.reserve(staying.size() + 1);
        for (const std::size_t at : staying)
            open.push_back(row.open[at]);
        if (opens)
            open.push_back(0);
        for (const std::size_t at : possible) {
            ++m_steps;
            const RowShape& shape = (*m_choices.shapes[place])[at];
            double bound = others + m_bounds.from(place, shape);
            if (bound > m_most)
                break;
            for (const auto& [end, weight] : m_ends)
                bound += weight * m_grid.differing(row.open[end], shape.first);
            if (bound > m_most)
                continue;
            if (opens)
                open.back() = shape.last;
            keep({open, bound, index, at});
        }
    }

    /// Of rows that end alike the cheapest.
    void keep(Partial row)
    {
        const auto [known, isNew] = m_known.try_emplace(row.open, m_next.size());
        if (isNew)
            m_next.push_back(std::move(row));
        else if (row.bound < m_next[known->second].bound)
            m_next[known->second] = std::move(row);
        if (m_next.size() > kManyMore * m_kept)
            cut();
    }

    /// Keeps the best of the next rows, where there are too many; what is worse than all of them need not come.
    void cut()
    {
        if (m_next.size() <= m_kept)
            return;
        std::stable_sort(m_next.begin(), m_next.end(),
                         [](const Partial& a, const Partial& b) { return a.bound < b.bound; });
        m_next.resize(m_kept);
        m_most = std::min(m_most, m_next.back().bound);
        m_known.clear();
        for (std::size_t row = 0; row < m_next.size(); ++row)
            m_known.emplace(m_next[row].open, row);
        m_isCut = true;
    }

    [[nodiscard]] RowAnswer answer() const
    {
        const Partial* row = &*std::min_element(m_levels.back().begin(), m_levels.back().end(),
                                                [](const Partial& a, const Partial& b) { return a.bound < b.bound; });
        RowAnswer answer{std::vector<RowShape>(m_problem.size()), row->bound, m_bounds.least(), 0};
        for (std::size_t place = m_problem.size(); place-- > 0; row = &m_levels[place][row->before])
            answer.shapes[place] = (*m_choices.shapes[place])[row->shape];
        return answer;
    }

    const PlacementProblem& m_problem;
    const RowGrid& m_grid;
    const RowStreams& m_streams;
    const RowChoices& m_choices;
    const RowBounds& m_bounds;
    const JobControl& m_job;
    /// The end of a stream in an open kernel.
    struct End {
        std::size_t open = 0;
        double weight = 1.0;
    };
    std::int64_t m_steps = 0;
    std::size_t m_kept = 0; ///< rows of a place, at most
    double m_most = 0.0; ///< that a next row may cost
    bool m_isCut = false; ///< not all rows of the last try were kept
    std::vector<Level> m_levels; ///< by kernels placed
    std::vector<std::size_t> m_open; ///< places of the open kernels
    std::vector<End> m_ends; ///< of the streams to the kernel that is being added
    std::optional<std::size_t> m_nearest; ///< of them that from its nearest source, among the open kernels
    Level m_next;
    std::map<std::vector<RowGrid::Joint>, std::size_t> m_known; ///< of m_next
};

} // namespace

RowAnswer leastRow(const PlacementProblem& problem, const RowGrid& grid, const RowStreams& streams,
                   const RowChoices& choices, const RowBounds& bounds, double limit, const JobControl& job)
{
    return RowProgram{problem, grid, streams, choices, bounds, job}.leastOf(limit);
}

} // namespace waferscope
