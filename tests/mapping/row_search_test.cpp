#include "mapping/contest/contest_shapes.h"
#include "mapping/contest/place_contest.h"
#include "mapping/placement/row/row_grid.h"
#include "mapping/placement/row/row_search.h"
#include "mapping/thread_limit.h"
#include "tests/quality/contest_networks.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

namespace waferscope {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

ContestProblem problemOf(std::vector<std::vector<ConvShape>> kernels, const std::vector<std::pair<int, int>>& streams)
{
    ContestProblem problem;
    problem.width = 200;
    problem.height = 200;
    problem.memoryLimit = 40.0;
    for (std::vector<ConvShape>& convs : kernels)
        problem.kernels.push_back(
            {"k" + std::to_string(problem.kernels.size()), ContestKind::Convolution, {}, std::move(convs)});
    for (const auto& [from, to] : streams)
        problem.streams.emplace_back(KernelId{static_cast<std::size_t>(from)}, KernelId{static_cast<std::size_t>(to)});
    return problem;
}

PlacementProblem placementOf(const ContestProblem& contest, const ContestShapes& shapes)
{
    PlacementProblem problem;
    problem.width = contest.width;
    problem.height = contest.height;
    for (const auto& [from, to] : contest.streams)
        problem.streams.push_back({from.index(), to.index()});
    problem.order = depthFirstOrder(contest.kernels.size(), problem.streams);
    problem.weights = {contest.timeWeight / static_cast<double>(shapes.ticksPerCycle()), contest.wireWeight,
                       contest.adapterWeight};
    problem.shapes = &shapes;
    return problem;
}

/// By trying everything: h, w, first and last c, parity of the thickness; and length and cycles.
struct TriedShape {
    std::array<int, 5> ends{};
    int length = 0;
    double cycles = 0.0;
};

constexpr int kMostParts = 4; ///< h, w and c that are tried

/// All arguments of a kernel, upright and turned.
void tryAll(const ContestProblem& problem, const ContestKernel& kernel, ExecutionArguments& arguments,
            std::vector<TriedShape>& tried)
{
    if (arguments.splits.size() < kernel.convs.size()) {
        for (int inputs = 1; inputs <= kMostParts; ++inputs)
            for (int outputs = 1; outputs <= kernel.convs[arguments.splits.size()].outputChannels + 1; ++outputs) {
                arguments.splits.push_back({inputs, outputs});
                tryAll(problem, kernel, arguments, tried);
                arguments.splits.pop_back();
            }
        return;
    }
    const ContestKernelCost cost = contestCost(kernel, arguments);
    if (cost.memory > problem.memoryLimit)
        return;
    for (const auto& [length, thickness] : {std::pair(cost.width, cost.height), std::pair(cost.height, cost.width)})
        tried.push_back({{arguments.height, arguments.width, arguments.splits.front().inputs,
                          arguments.splits.back().inputs, thickness % 2},
                         length,
                         cost.cycles});
}

std::vector<TriedShape> triedShapes(const ContestProblem& problem, std::size_t kernel)
{
    std::vector<TriedShape> tried;
    for (int high = 1; high <= kMostParts; ++high)
        for (int wide = 1; wide <= kMostParts; ++wide) {
            ExecutionArguments arguments{high, wide, {}};
            tryAll(problem, problem.kernels[kernel], arguments, tried);
        }
    return tried;
}

double costOf(const ContestProblem& problem, const std::vector<TriedShape>& row)
{
    double cost = 0.0;
    for (const auto& [from, to] : problem.streams) {
        const TriedShape& a = row[from.index()];
        const TriedShape& b = row[to.index()];
        double wire = 0.5 * (a.length + b.length + std::abs(a.ends[4] - b.ends[4]));
        for (std::size_t between = from.index() + 1; between < to.index(); ++between)
            wire += row[between].length;
        const int adapters = static_cast<int>(a.ends[0] != b.ends[0]) + static_cast<int>(a.ends[1] != b.ends[1])
            + static_cast<int>(a.ends[3] != b.ends[2]);
        cost += problem.wireWeight * wire + problem.adapterWeight * adapters;
    }
    return cost;
}

/// The least cost of all rows of these kernels, the first ones of which are given.
double leastFrom(const ContestProblem& problem, const std::vector<std::vector<TriedShape>>& shapes,
                 std::vector<TriedShape>& row)
{
    if (row.size() == shapes.size())
        return costOf(problem, row);
    double least = kNever;
    for (const TriedShape& shape : shapes[row.size()]) {
        row.push_back(shape);
        least = std::min(least, leastFrom(problem, shapes, row));
        row.pop_back();
    }
    return least;
}

/// Of each pair of ends the shortest that takes at most so many cycles.
std::vector<TriedShape> shortestAt(const std::vector<TriedShape>& tried, double cycles)
{
    std::map<std::array<int, 5>, TriedShape> best;
    for (const TriedShape& shape : tried)
        if (shape.cycles <= cycles) {
            const auto [known, isNew] = best.try_emplace(shape.ends, shape);
            if (!isNew && shape.length < known->second.length)
                known->second = shape;
        }
    std::vector<TriedShape> shortest;
    shortest.reserve(best.size());
    for (const auto& [ends, shape] : best)
        shortest.push_back(shape);
    return shortest;
}

/// The score of the best row at any time, by trying everything.
double leastScore(const ContestProblem& problem)
{
    std::vector<std::vector<TriedShape>> tried;
    std::set<double> times;
    for (std::size_t kernel = 0; kernel < problem.kernels.size(); ++kernel) {
        tried.push_back(triedShapes(problem, kernel));
        for (const TriedShape& shape : tried.back())
            times.insert(shape.cycles);
    }
    double least = kNever;
    for (const double time : times) {
        std::vector<std::vector<TriedShape>> shapes;
        shapes.reserve(tried.size());
        for (const std::vector<TriedShape>& ofKernel : tried)
            shapes.push_back(shortestAt(ofKernel, time));
        std::vector<TriedShape> row;
        least = std::min(least, problem.timeWeight * time + leastFrom(problem, shapes, row));
    }
    return least;
}

/// The score of the best that searchRows() finds, as the contest counts it.
double foundScore(const ContestProblem& contest)
{
    const ContestShapes shapes{contest};
    const PlacementProblem problem = placementOf(contest, shapes);
    const std::vector<StripSolution> found = searchRows(problem, FabricSide::North, 1, kNever, {});
    double least = kNever;
    for (const StripSolution& solution : found)
        least = std::min(least, solution.cost);
    return least;
}

} // namespace

/// Rows of kernels that need little of the fabric, at any target.
class RowSearchTest : public QObject {
    Q_OBJECT

private slots:
    void nothingCostsLess_data();
    void nothingCostsLess();
    void spreadingIsExact();
    void leanNetworksArePlacedFarAboveTheBound();
    void theOrderOfKernelsDoesNotMatter();
    void longRowsAreFolded();
    void threadsDoNotChangeTheAnswer();
    void stoppingStops();
};

void RowSearchTest::nothingCostsLess_data()
{
    QTest::addColumn<bool>("isFork");
    QTest::addColumn<double>("wire");
    QTest::addColumn<double>("adapter");
    QTest::newRow("fork, adapters") << true << 1.0 << 4.0;
    QTest::newRow("fork, dear adapters") << true << 1.0 << 50.0;
    QTest::newRow("fork, wires") << true << 3.0 << 0.0;
    QTest::newRow("fork, adapters alone") << true << 0.0 << 5.0;
    QTest::newRow("block, adapters") << false << 1.0 << 4.0;
    QTest::newRow("block, wires") << false << 2.0 << 0.0;
}

/// By trying all arguments of all kernels at all times: three convolutions of which the first streams to both others,
/// and a block of two behind a convolution.
void RowSearchTest::nothingCostsLess()
{
    QFETCH(bool, isFork);
    QFETCH(double, wire);
    QFETCH(double, adapter);
    ContestProblem problem = isFork
        ? problemOf({{{4, 2, 1, 1, 4, 3, 1}}, {{4, 2, 3, 3, 3, 2, 1}}, {{2, 2, 1, 1, 2, 4, 1}}},
                    {{0, 1}, {1, 2}, {0, 2}})
        : problemOf({{{4, 2, 1, 1, 4, 3, 1}}, {{2, 2, 1, 1, 3, 2, 1}, {2, 2, 1, 1, 2, 3, 1}}}, {{0, 1}});
    problem.wireWeight = wire;
    problem.adapterWeight = adapter;
    QCOMPARE(foundScore(problem), leastScore(problem));
}

/// The least over all ends at the other side, each with what differs.
void RowSearchTest::spreadingIsExact()
{
    ContestProblem contest = problemOf({{{6, 5, 1, 1, 8, 8, 1}}, {{3, 5, 1, 1, 8, 4, 1}}}, {{0, 1}});
    contest.wireWeight = 3.0;
    contest.adapterWeight = 2.0;
    const ContestShapes shapes{contest};
    const PlacementProblem problem = placementOf(contest, shapes);
    const RowGrid grid{problem, 60};
    QVERIFY(grid.size() > 100);
    Random random{5};
    std::vector<double> costs(grid.size());
    for (double& cost : costs)
        cost = static_cast<double>(random.below(40));
    std::vector<double> spread = costs;
    grid.spread(spread, 2.0);
    for (RowGrid::Joint to = 0; to < grid.size(); ++to) {
        double least = kNever;
        for (RowGrid::Joint from = 0; from < grid.size(); ++from)
            least = std::min(least, costs[from] + 2.0 * grid.differing(from, to));
        QCOMPARE(spread[to], least);
    }
}

/// With wires dear beside the time the best is much slower than the fabric allows; the search knows it at once.
void RowSearchTest::leanNetworksArePlacedFarAboveTheBound()
{
    const ContestProblem problem = samples::contestProblem({4, 2, 56, 8, 10.0, 100.0});
    const auto placed = placeContest(problem, {1, 1}, {});
    QVERIFY(placed.ok());
    QVERIFY(placed.value().score.violations.empty());
    QVERIFY(placed.value().score.slowest > 3.0 * placed.value().bound);
    const ContestShapes shapes{problem};
    const PlacementProblem placement = placementOf(problem, shapes);
    const auto rows = rowsAt(placement, *areaBoundTicks(placement) * 5 / 4, FabricSide::North);
    QVERIFY(rows.has_value());
    QVERIFY(placed.value().score.score < 0.7 * rows->cost);
}

/// A residual network whose file lists kernels and streams in another order.
void RowSearchTest::theOrderOfKernelsDoesNotMatter()
{
    const ContestProblem problem = samples::contestProblem({3, 2, 28, 8, 6.0, 40.0});
    ContestProblem shuffled = problem;
    const std::size_t count = std::max<std::size_t>(1, problem.kernels.size());
    const auto moved = [count](KernelId kernel) { return KernelId{(kernel.index() * 5 + 3) % count}; };
    for (std::size_t kernel = 0; kernel < count; ++kernel)
        shuffled.kernels[moved(KernelId{kernel}).index()] = problem.kernels[kernel];
    shuffled.streams.clear();
    for (const auto& [from, to] : problem.streams)
        shuffled.streams.insert(shuffled.streams.begin(), {moved(from), moved(to)});
    QVERIFY(count % 5 != 0);
    const double score = foundScore(problem);
    QVERIFY(score < kNever);
    QCOMPARE(foundScore(shuffled), score);
}

/// Of more kernels than one row holds at any good target.
void RowSearchTest::longRowsAreFolded()
{
    ContestProblem contest = samples::contestProblem({2, 4, 28, 8, 3.0, 20.0});
    contest.width = contest.height = 90;
    const ContestShapes shapes{contest};
    const PlacementProblem problem = placementOf(contest, shapes);
    const std::vector<StripSolution> found =
        searchRows(problem, FabricSide::North, *areaBoundTicks(problem), kNever, {});
    const auto best = std::min_element(found.begin(), found.end(),
                                       [](const StripSolution& a, const StripSolution& b) { return a.cost < b.cost; });
    QVERIFY(best != found.end());
    QVERIFY(best->layout.strips.size() > 1);
    for (std::size_t a = 0; a < problem.size(); ++a) {
        QVERIFY((PeRect{{0, 0}, problem.width, problem.height}.contains(best->boxes[a])));
        for (std::size_t b = 0; b < a; ++b)
            QVERIFY(!best->boxes[a].overlaps(best->boxes[b]));
    }
    for (const StripSolution& solution : found)
        QVERIFY(solution.layout.strips.size() > 1 || solution.cost > best->cost);
}

void RowSearchTest::threadsDoNotChangeTheAnswer()
{
    const ContestProblem problem = samples::contestProblem({3, 2, 28, 8, 6.0, 40.0});
    std::vector<PlacedContest> answers;
    for (const int threads : {1, 2}) {
        const ThreadLimit limit(threads);
        answers.push_back(placeContest(problem, {3, 1}, {}).value());
    }
    QVERIFY(answers[0].kernels == answers[1].kernels);
}

void RowSearchTest::stoppingStops()
{
    const ContestProblem contest = samples::contestProblem({4, 4, 56, 8, 10.0, 100.0});
    const ContestShapes shapes{contest};
    const PlacementProblem problem = placementOf(contest, shapes);
    std::stop_source stop;
    stop.request_stop();
    JobControl job;
    job.stop = stop.get_token();
    QVERIFY(searchRows(problem, FabricSide::North, 1, kNever, job).empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RowSearchTest)
#include "row_search_test.moc"
