#include "core/base/check.h"
#include "mapping/contest/contest_shapes.h"
#include "mapping/contest/place_contest.h"
#include "mapping/placement/strip_decoder.h"
#include "mapping/placement/strip_search.h"
#include "mapping/thread_limit.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

namespace {

/// A small residual network: convolutions with a skip around every second, and blocks behind them.
ContestProblem sample(double wireWeight, double adapterWeight)
{
    ContestProblem problem;
    problem.width = 200;
    problem.height = 160;
    problem.wireWeight = wireWeight;
    problem.adapterWeight = adapterWeight;
    problem.memoryLimit = 24576.0;
    const auto add = [&problem](ContestKind kind, std::vector<ConvShape> convs) {
        problem.kernels.push_back({"k" + std::to_string(problem.kernels.size()), kind, {}, std::move(convs)});
    };
    for (const std::int64_t size : {56, 28, 14}) {
        const std::int64_t channels = 64 * 56 / size;
        add(ContestKind::Convolution, {{size, size, 1, 1, channels, channels / 2, 1}});
        add(ContestKind::Convolution, {{size, size, 3, 3, channels / 2, channels / 2, 1}});
        add(ContestKind::Convolution, {{size, size, 1, 1, channels / 2, 2 * channels, 2}});
    }
    add(ContestKind::ResidualBlock, {{7, 7, 1, 1, 512, 128, 1}, {7, 7, 3, 3, 128, 128, 1}, {7, 7, 1, 1, 128, 512, 1}});
    for (std::size_t kernel = 1; kernel < problem.kernels.size(); ++kernel) {
        problem.streams.emplace_back(KernelId{kernel - 1}, KernelId{kernel});
        if (kernel % 3 == 2)
            problem.streams.emplace_back(KernelId{kernel - 2}, KernelId{kernel});
    }
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
    problem.weights = {1.0, contest.wireWeight, contest.adapterWeight};
    problem.shapes = &shapes;
    return problem;
}

} // namespace

class PlaceContestTest : public QObject {
    Q_OBJECT

private slots:
    void everyShapeKeepsTimeAndMemory();
    void noShapeOfAConvolutionIsMissed();
    void fittingLayoutsNeverOverlap();
    void placementsAreLegalAndWorthWhatTheySay_data();
    void placementsAreLegalAndWorthWhatTheySay();
    void threadsDoNotChangeTheAnswer();
    void moreMovesAreNotWorse();
    void aThousandKernelsArePlacedAtOnce_data();
    void aThousandKernelsArePlacedAtOnce();
    void theBoundHolds();
    void whatCannotFitIsRefused();
    void stoppingKeepsTheBestSoFar();
};

/// The options of the table and the formulas of the score must agree.
void PlaceContestTest::everyShapeKeepsTimeAndMemory()
{
    const ContestProblem problem = sample(1.0, 0.0);
    const ContestShapes shapes{problem};
    int count = 0;
    for (std::size_t kernel = 0; kernel < problem.kernels.size(); ++kernel)
        for (const std::int64_t cycles : {20'000, 60'000, 200'000}) {
            const std::int64_t target = cycles * shapes.ticksPerCycle();
            for (const ShapeOption& option : shapes.shapes(shapes.classOf(kernel), target)) {
                const ExecutionArguments arguments =
                    shapes.arguments(shapes.classOf(kernel), target, option, option.leastFirst, option.leastLast);
                const ContestKernelCost cost = contestCost(problem.kernels[kernel], arguments);
                QCOMPARE(cost.width, option.width);
                QVERIFY(cost.height <= option.height);
                QVERIFY(cost.cycles <= static_cast<double>(cycles));
                QVERIFY(cost.memory <= problem.memoryLimit + 1e-6);
                ++count;
            }
        }
    QVERIFY(count > 1000);
}

/// By trying all arguments of one kernel: no box is smaller in both directions than the table's.
void PlaceContestTest::noShapeOfAConvolutionIsMissed()
{
    ContestProblem problem = sample(1.0, 0.0);
    problem.kernels = {{"k", ContestKind::Convolution, {}, {{7, 5, 3, 3, 12, 20, 1}}}};
    problem.streams.clear();
    problem.width = problem.height = 60;
    const ContestShapes shapes{problem};
    const PlacementProblem placement = placementOf(problem, shapes);
    const double cycles = 500.0;
    const ShapeTable table{placement, static_cast<std::int64_t>(cycles), 1};
    std::vector<int> least(61, ShapeTable::kNone);
    for (int h = 1; h <= 7; ++h)
        for (int w = 1; w <= 5; ++w)
            for (int c = 1; h * w * (c + 1) <= 60; ++c)
                for (int k = 1; 3 * k <= 60; ++k) {
                    const ContestKernelCost cost = contestCost(problem.kernels[0], {h, w, {{c, k}}});
                    if (cost.cycles > cycles || cost.memory > problem.memoryLimit)
                        continue;
                    for (int size = cost.height; size <= 60; ++size)
                        least[static_cast<std::size_t>(size)] =
                            std::min(least[static_cast<std::size_t>(size)], cost.width);
                    for (int size = cost.width; size <= 60; ++size)
                        least[static_cast<std::size_t>(size)] =
                            std::min(least[static_cast<std::size_t>(size)], cost.height);
                }
    for (int size = 1; size <= 60; ++size)
        QCOMPARE(table.leastLength(0, size), least[static_cast<std::size_t>(size)]);
}

/// Whatever the layout: what the decoder says fits is inside and disjoint, and its counts are those of its boxes.
void PlaceContestTest::fittingLayoutsNeverOverlap()
{
    for (const double adapterWeight : {0.0, 100.0}) {
        const ContestProblem contest = sample(1.0, adapterWeight);
        const ContestShapes shapes{contest};
        const PlacementProblem problem = placementOf(contest, shapes);
        ShapeTable table{problem, *areaBoundTicks(problem) * 2, 16};
        StripDecoder decoder{problem, table};
        Random random{7};
        StripLayout layout = randomLayout(problem.order, 3, random);
        int fitting = 0;
        for (int move = 0; move < 20'000; ++move) {
            StripLayout changed = layout;
            change(changed, random);
            if (decoder.decode(changed, 1e18) != StripDecoder::Outcome::Fits)
                continue;
            layout = changed;
            ++fitting;
            std::int64_t wires = 0;
            for (std::size_t a = 0; a < problem.size(); ++a) {
                QVERIFY((PeRect{{0, 0}, contest.width, contest.height}.contains(decoder.boxes()[a])));
                for (std::size_t b = 0; b < a; ++b)
                    QVERIFY(!decoder.boxes()[a].overlaps(decoder.boxes()[b]));
            }
            for (const auto& [from, to, weight] : problem.streams) {
                const PeRect& a = decoder.boxes()[from];
                const PeRect& b = decoder.boxes()[to];
                wires += std::abs(a.origin.x + a.right() - b.origin.x - b.right())
                    + std::abs(a.origin.y + a.bottom() - b.origin.y - b.bottom());
            }
            QCOMPARE(decoder.wireHalves(), wires);
        }
        QVERIFY(fitting > 1000);
    }
}

void PlaceContestTest::placementsAreLegalAndWorthWhatTheySay_data()
{
    QTest::addColumn<double>("wire");
    QTest::addColumn<double>("adapter");
    QTest::newRow("time and wires") << 1.0 << 0.0;
    QTest::newRow("costly adapters") << 10.0 << 100.0;
    QTest::newRow("time alone") << 0.0 << 0.0;
}

void PlaceContestTest::placementsAreLegalAndWorthWhatTheySay()
{
    QFETCH(double, wire);
    QFETCH(double, adapter);
    const ContestProblem problem = sample(wire, adapter);
    const Result<PlacedContest> placed = placeContest(problem, {1, 20'000}, {});
    QVERIFY2(placed.ok(), placed.ok() ? "" : placed.error().message.c_str());
    const ContestScore score = contestScore(problem, placed.value().kernels);
    QVERIFY2(score.violations.empty(), score.violations.empty() ? "" : score.violations.front().c_str());
    QCOMPARE(placed.value().score.score, score.score);
    const ContestShapes shapes{problem};
    const PlacementProblem placement = placementOf(problem, shapes);
    const double bound = static_cast<double>(*areaBoundTicks(placement)) / static_cast<double>(shapes.ticksPerCycle());
    QVERIFY(score.slowest >= bound); // nothing beats the areas
    QVERIFY(score.slowest <= 1.5 * bound); // and this much the search finds at once
}

void PlaceContestTest::threadsDoNotChangeTheAnswer()
{
    const ContestProblem problem = sample(10.0, 100.0);
    std::vector<PlacedContest> answers;
    for (const int threads : {1, 2}) {
        const ThreadLimit limit(threads);
        answers.push_back(placeContest(problem, {3, 10'000}, {}).value());
    }
    QVERIFY(answers[0].kernels == answers[1].kernels);
}

void PlaceContestTest::moreMovesAreNotWorse()
{
    const ContestProblem problem = sample(1.0, 0.0);
    JobControl job;
    std::vector<double> published;
    job.publish = [&published](const std::shared_ptr<const Partial>& partial) {
        published.push_back(static_cast<const ContestPartial&>(*partial).best.score.score);
    };
    const Result<PlacedContest> placed = placeContest(problem, {1, 400'000}, job);
    QVERIFY(placed.ok() && !published.empty());
    QVERIFY(std::is_sorted(published.rbegin(), published.rend()));
    QCOMPARE(published.back(), placed.value().score.score);
}

void PlaceContestTest::aThousandKernelsArePlacedAtOnce_data()
{
    QTest::addColumn<bool>("skips");
    QTest::newRow("chain") << false;
    QTest::newRow("with skips") << true;
}

/// Legally, by rows alone: a search of one move.
void PlaceContestTest::aThousandKernelsArePlacedAtOnce()
{
    QFETCH(bool, skips);
    Random random{7};
    ContestProblem problem;
    problem.width = 633;
    problem.height = 633;
    problem.memoryLimit = 24576.0;
    for (std::size_t kernel = 0; kernel < 1000; ++kernel) {
        const auto in = static_cast<std::int64_t>(8 + random.below(192));
        problem.kernels.push_back(
            {"k" + std::to_string(kernel), ContestKind::Convolution, {}, {{14, 14, 1, 1, in, 64, 1}}});
        if (kernel > 0)
            problem.streams.emplace_back(KernelId{kernel - 1}, KernelId{kernel});
        if (skips && kernel > 4 && random.below(3) == 0)
            problem.streams.emplace_back(KernelId{kernel - 2 - random.below(3)}, KernelId{kernel});
    }
    PlaceContestConfig config;
    config.moves = 1;
    const auto placed = placeContest(problem, config, {});
    QVERIFY(placed.ok());
    QVERIFY(placed.value().score.violations.empty());
    QVERIFY(placed.value().score.slowest <= 1.25 * placed.value().bound);
}

/// Nothing is faster, and the search comes within a fifth of it.
void PlaceContestTest::theBoundHolds()
{
    for (const double wire : {0.0, 1.0, 10.0}) {
        PlaceContestConfig config;
        config.moves = 30'000;
        const auto placed = placeContest(sample(wire, 0.0), config, {});
        QVERIFY(placed.ok());
        QVERIFY(placed.value().bound <= placed.value().score.slowest);
        QVERIFY(placed.value().score.slowest <= 1.2 * placed.value().bound);
    }
}

void PlaceContestTest::whatCannotFitIsRefused()
{
    ContestProblem problem = sample(1.0, 0.0);
    problem.memoryLimit = 2.0;
    const Result<PlacedContest> placed = placeContest(problem, {1, 1'000}, {});
    QVERIFY(!placed.ok());
    QCOMPARE(placed.error().code, ErrorCode::DoesNotFit);
}

void PlaceContestTest::stoppingKeepsTheBestSoFar()
{
    const ContestProblem problem = sample(1.0, 0.0);
    std::stop_source stop;
    JobControl job;
    job.stop = stop.get_token();
    job.publish = [&stop](const std::shared_ptr<const Partial>&) { stop.request_stop(); };
    const Result<PlacedContest> placed = placeContest(problem, {1, std::int64_t{1} << 50}, job);
    QVERIFY(placed.ok());
    QVERIFY(placed.value().score.violations.empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PlaceContestTest)
#include "place_contest_test.moc"
