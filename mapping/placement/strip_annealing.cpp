#include "mapping/placement/strip_annealing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace waferscope {

namespace {

constexpr double kHopeless = 1e12; ///< cost of a layout that is far from fitting: only how far counts
constexpr double kHopelessPrice = 1e3;
constexpr double kLeastOverflowPrice = 2.0; ///< when hot: times what a PE of a row is worth in time
constexpr double kOverflowGrowth = 8.0; ///< until it is cold
constexpr std::uint64_t kMovesPerTarget = 80; ///< of layouts between two of the target, on average
constexpr std::int64_t kTargetsToBound = 1000; ///< steps of the grid that targets at random lie on
constexpr double kColdest = 0.5; ///< units of wire
constexpr double kFreezing = 1e-6; ///< units of cost, where wires cost nothing
constexpr std::size_t kMostTables = 96;
constexpr std::size_t kMostTableSize = 3'000'000; ///< of all tables: classes times places
constexpr std::int64_t kCheckEvery = 64; ///< moves between two looks at the stop token

double unit(Random& random)
{
    return static_cast<double>(random.next() >> 11) * 0x1p-53;
}

} // namespace

StripAnnealing::StripAnnealing(const PlacementProblem& problem, std::int64_t bound)
    : m_problem(problem)
    , m_bound(bound)
    , m_decoder(std::make_unique<StripDecoder>(m_problem, tableOf(bound)))
    , m_target(bound)
{
}

/// Tables of targets between two times that kernels can take are alike.
ShapeTable& StripAnnealing::tableOf(std::int64_t target)
{
    const auto above = m_tables.lower_bound(target);
    if (above != m_tables.end() && above->second->slowest() <= target)
        return *above->second;
    const std::size_t size = static_cast<std::size_t>(m_problem.shapes->classCount())
        * static_cast<std::size_t>(std::max(m_problem.width, m_problem.height));
    if (m_tables.size() >= std::clamp<std::size_t>(kMostTableSize / std::max<std::size_t>(size, 1), 2, kMostTables))
        m_tables.clear();
    return *m_tables.emplace(target, std::make_unique<ShapeTable>(m_problem, target, kQuickChoices)).first->second;
}

StripAnnealing::Trial StripAnnealing::tryLayout(const StripLayout& layout, double limit)
{
    switch (m_decoder->decode(layout, limit)) {
    case StripDecoder::Outcome::Fits: return {m_decoder->cost(), true};
    case StripDecoder::Outcome::Overflows: return {m_decoder->cost() + m_overflowPrice * m_decoder->overflow(), false};
    case StripDecoder::Outcome::IsHopeless: return {kHopeless + m_decoder->overflow() * kHopelessPrice, false};
    case StripDecoder::Outcome::CostsMore: break;
    }
    return {std::numeric_limits<double>::infinity(), false};
}

double StripAnnealing::drawLimit()
{
    return m_cost - m_temperature * std::log(std::max(unit(m_random), 1e-12));
}

void StripAnnealing::accept(const Trial& trial)
{
    m_cost = trial.cost;
    m_fits = trial.fits;
    if (m_cost < kHopeless) {
        m_slowest = m_decoder->slowest();
        for (std::size_t strip = 0; strip < m_layout.strips.size(); ++strip)
            m_layout.strips[strip].lengthPrice = m_decoder->lengthPrice(strip);
    }
    keepBest();
}

void StripAnnealing::keepBest()
{
    if (!m_fits || m_cost >= m_bestCost)
        return;
    m_bestCost = m_cost;
    m_best = m_layout;
    m_bestTarget = m_target;
}

void StripAnnealing::tryChange()
{
    m_changed = m_layout;
    change(m_changed, m_random);
    if (m_random.below(4) == 0)
        change(m_changed, m_random);
    if (m_changed == m_layout)
        return;
    const double limit = drawLimit();
    const Trial trial = tryLayout(m_changed, limit);
    if (trial.cost > limit)
        return;
    std::swap(m_layout, m_changed);
    accept(trial);
}

/// Below the slowest kernel of what fits, since time moves in steps; otherwise a little up or down.
std::int64_t StripAnnealing::nextTarget()
{
    const auto upTo = [this](std::int64_t most) {
        return static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(std::max<std::int64_t>(1, most))));
    };
    if (m_fits && m_random.below(3) != 0) {
        const std::int64_t next = m_slowest - 1;
        return std::max(m_bound, m_random.below(2) == 0 ? onGrid(next - upTo(m_target / 200 + 1)) : next);
    }
    const std::int64_t step = 1 + upTo(m_target / 50);
    return std::max(m_bound, onGrid(m_random.below(2) == 0 ? m_target + step : m_target - step));
}

/// Tables cost much: what comes from chance alone is rounded, so that it comes again.
std::int64_t StripAnnealing::onGrid(std::int64_t target) const
{
    const std::int64_t grid = std::max<std::int64_t>(1, m_bound / kTargetsToBound);
    return target / grid * grid;
}

void StripAnnealing::tryTarget()
{
    const std::int64_t before = m_target;
    m_target = nextTarget();
    m_decoder->use(tableOf(m_target));
    const double limit = drawLimit();
    const Trial trial = tryLayout(m_layout, limit);
    if (trial.cost > limit) {
        m_target = before;
        m_decoder->use(tableOf(m_target));
        return;
    }
    accept(trial);
}

void StripAnnealing::cool(double progress, double hottest)
{
    const double coldest = std::max(kColdest * m_problem.weights.wire, kFreezing);
    const double hot = std::max(coldest, hottest);
    m_temperature = hot * std::pow(coldest / hot, progress);
    const double fair = m_problem.weights.time * static_cast<double>(m_bound) / m_problem.width;
    m_overflowPrice = fair * kLeastOverflowPrice * std::pow(kOverflowGrowth, progress);
}

std::optional<StripSolution> StripAnnealing::run(const AnnealingStart& start, const JobControl& job)
{
    m_random = Random{start.seed};
    m_layout = start.layout;
    m_target = start.target;
    m_bestCost = std::numeric_limits<double>::infinity();
    m_fits = false;
    m_decoder->use(tableOf(m_target));
    cool(0.0, start.temperature);
    accept(tryLayout(m_layout, std::numeric_limits<double>::infinity()));
    for (std::int64_t move = 0; move < start.moves; ++move) {
        if (move % kCheckEvery == 0) {
            job.report(0.0, {});
            if (job.stopRequested())
                break;
            cool(static_cast<double>(move) / static_cast<double>(start.moves), start.temperature);
            if (!m_fits && m_cost < kHopeless) // the price of not fitting rises
                m_cost = tryLayout(m_layout, std::numeric_limits<double>::infinity()).cost;
        }
        if (m_random.below(kMovesPerTarget) == 0)
            tryTarget();
        else
            tryChange();
    }
    return std::isinf(m_bestCost) ? std::nullopt : finished(m_best, m_bestTarget);
}

std::optional<StripSolution> StripAnnealing::finished(const StripLayout& layout, std::int64_t target)
{
    std::optional<StripSolution> solution;
    while (target >= m_bound) {
        ShapeTable table{m_problem, target, kThoroughChoices};
        m_decoder->use(table);
        const double limit = solution ? solution->cost : std::numeric_limits<double>::infinity();
        const Trial trial = tryLayout(layout, limit);
        if (!trial.fits || trial.cost >= limit)
            break;
        solution = {layout,
                    target,
                    m_decoder->slowest(),
                    trial.cost,
                    m_decoder->boxes(),
                    m_decoder->shapes(),
                    m_decoder->runsSouth(),
                    {}};
        target = solution->slowest - 1;
    }
    m_decoder->use(tableOf(m_target));
    return solution;
}

} // namespace waferscope
