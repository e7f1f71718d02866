#include "core/layout/footprint.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/contest/contest_shapes.h"
#include "mapping/pipelined/pipelined_search.h"
#include "mapping/placement/strip_decoder.h"
#include "mapping/placement/strip_search.h"
#include "mapping/thread_limit.h"
#include "sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

int pick(Random& random, int bound)
{
    return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
}

std::vector<PeRect> randomObstacles(Random& random, int count, int largest, int width, int height)
{
    std::vector<PeRect> obstacles;
    obstacles.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) // some reach outside, some overlap
        obstacles.push_back({{pick(random, width + 2) - 2, pick(random, height + 2) - 2},
                             1 + pick(random, largest),
                             1 + pick(random, largest)});
    return obstacles;
}

/// The other judge: counts what lies on every PE.
bool isLegal(const std::vector<PeRect>& kernels, const std::vector<PeRect>& obstacles, int width, int height)
{
    const PeRect fabric{{0, 0}, width, height};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto on = [&](const PeRect& rect) { return rect.contains(PeCoord{x, y}); };
            const auto owners = std::count_if(kernels.begin(), kernels.end(), on);
            if (owners > 1 || (owners == 1 && std::any_of(obstacles.begin(), obstacles.end(), on)))
                return false;
        }
    return std::all_of(kernels.begin(), kernels.end(), [&](const PeRect& rect) { return fabric.contains(rect); });
}

/// A chain of convolutions with a skip, on a fabric that is not square, with obstacles and two streams that go off.
struct Ground {
    ContestProblem contest;
    std::unique_ptr<ContestShapes> shapes;
    PlacementProblem problem;

    explicit Ground(Random& random)
    {
        constexpr std::size_t kKernels = 8;
        contest.width = 60 + pick(random, 40);
        contest.height = 50 + pick(random, 40);
        contest.memoryLimit = 1e6;
        for (std::size_t kernel = 0; kernel < kKernels; ++kernel) {
            const std::int64_t side = 2 + pick(random, 8);
            contest.kernels.push_back({"k",
                                       ContestKind::Convolution,
                                       {},
                                       {{side, side, 1, 1, 4 + pick(random, 30), 4 + pick(random, 30), 1}}});
        }
        shapes = std::make_unique<ContestShapes>(contest);
        problem.width = contest.width;
        problem.height = contest.height;
        problem.obstacles =
            randomObstacles(random, pick(random, 9), 1 + pick(random, 20), contest.width, contest.height);
        for (std::size_t kernel = 0; kernel + 1 < kKernels; ++kernel)
            problem.streams.push_back({kernel, kernel + 1});
        problem.streams.push_back({1, 4, 2.0});
        problem.fixedStreams = {{0, {0, 0}, 1.0}, {kKernels - 1, {2 * contest.width, 2 * contest.height}, 3.0}};
        problem.order = depthFirstOrder(kKernels, problem.streams);
        problem.weights = {1.0, 2.0, random.below(2) == 0 ? 0.0 : 40.0};
        problem.shapes = shapes.get();
    }
};

/// Kernels on a small fabric of the CS-1's kind.
LayoutProblem smallProblem(const std::vector<PeRect>& deadPes, int columns, int rows)
{
    auto installation = std::make_shared<Installation>(*readInstallation("cs1").value());
    installation->system.columns = columns;
    installation->system.rows = rows;
    installation->system.deadPes = deadPes;
    LayoutProblem problem;
    problem.installation = installation;
    problem.network = openModel("gallery:mnist-mlp", {}).value().network; // for its name
    problem.graph = std::make_shared<const KernelGraph>(samples::residual({1, 1, 1}));
    return problem;
}

PlacingConfig quick()
{
    PlacingConfig config;
    config.moves = 2'000;
    return config;
}

std::vector<PeRect> rectanglesOf(const Layout& layout)
{
    std::vector<PeRect> rectangles;
    for (const PlacedKernel& kernel : layout.mapping().kernels)
        rectangles.push_back(kernel.rectangle);
    return rectangles;
}

} // namespace

/// Kernels are placed around dead PEs and around what is locked.
class ObstaclesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gapsAreWhatIsFreeAcrossAStrip();
    void freePesAreThoseOnNoObstacle();
    void decodedLayoutsCoverNoObstacle();
    void searchesCoverNoObstacle();
    void threadsDoNotMatter();
    void fixedEndsPull();
    void deadPesStayFree();
    void lockedKernelsStay();
    void allMayBeLocked();
    void whatDoesNotFitBesideLocksSaysSo();
};

void ObstaclesTest::gapsAreWhatIsFreeAcrossAStrip()
{
    Random random{3};
    for (int round = 0; round < 400; ++round) {
        const std::vector<PeRect> obstacles = randomObstacles(random, pick(random, 7), 6, 40, 30);
        const PeRect rest{{pick(random, 5), pick(random, 5)}, 20 + pick(random, 15), 15 + pick(random, 10)};
        const StripBed bed{rest, random.below(2) == 0, random.below(2) == 0, random.below(2) == 0};
        StripGaps gaps{obstacles};
        const int thickness = 1 + pick(random, bed.room());
        const auto isFree = [&](int thick, int place) { // PE by PE
            const int along = bed.isReversed ? bed.along() + bed.length() - 1 - place : bed.along() + place;
            for (int across = bed.across(thick); across < bed.across(thick) + thick; ++across)
                for (const PeRect& obstacle : obstacles)
                    if (obstacle.contains(bed.runsSouth ? PeCoord{across, along} : PeCoord{along, across}))
                        return false;
            return true;
        };
        gaps.enter(bed, thickness);
        std::vector<bool> isTaken(10 * static_cast<std::size_t>(bed.length()), false);
        for (int place = 0; place < bed.length(); ++place)
            isTaken[static_cast<std::size_t>(place)] = !isFree(thickness, place);
        for (int i = 0; i < 8; ++i) {
            const int length = 1 + pick(random, 9);
            int expected = 0;
            for (int place = 0; place < expected + length; ++place)
                if (isTaken[static_cast<std::size_t>(place)])
                    expected = place + 1;
            QCOMPARE(gaps.take(length), expected);
            std::fill_n(isTaken.begin() + expected, length, true);
        }
        const std::vector<int>& thicknesses = gaps.thicknesses(bed);
        QCOMPARE(thicknesses.back(), bed.room());
        for (int thick = 1; thick < bed.room(); ++thick) { // one more meets something new only behind one of them
            bool isSame = true;
            for (int place = 0; place < bed.length(); ++place)
                isSame &= isFree(thick, place) == isFree(thick + 1, place);
            QVERIFY(isSame || std::count(thicknesses.begin(), thicknesses.end(), thick) == 1);
        }
    }
}

void ObstaclesTest::freePesAreThoseOnNoObstacle()
{
    Random random{4};
    for (int round = 0; round < 50; ++round) {
        PlacementProblem problem;
        problem.width = 70 + pick(random, 20);
        problem.height = 20 + pick(random, 20);
        problem.obstacles = randomObstacles(random, pick(random, 12), 15, problem.width, problem.height);
        std::int64_t free = 0;
        for (int y = 0; y < problem.height; ++y)
            for (int x = 0; x < problem.width; ++x)
                free += std::none_of(problem.obstacles.begin(), problem.obstacles.end(), [&](const PeRect& rect) {
                    return rect.contains(PeCoord{x, y});
                });
        QCOMPARE(problem.freePes(), free);
    }
}

void ObstaclesTest::decodedLayoutsCoverNoObstacle()
{
    Random random{5};
    int fitting = 0;
    int failing = 0;
    for (int round = 0; round < 60; ++round) {
        const Ground ground{random};
        const PlacementProblem& problem = ground.problem;
        const std::int64_t bound = areaBoundTicks(problem).value();
        ShapeTable table{problem, bound + bound * pick(random, 20) / 10, 16};
        StripDecoder decoder{problem, table};
        StripLayout layout = randomLayout(problem.order, 4, random);
        for (int i = 0; i < 200; ++i) {
            change(layout, random);
            if (decoder.decode(layout, std::numeric_limits<double>::infinity()) != StripDecoder::Outcome::Fits) {
                ++failing;
                continue;
            }
            ++fitting;
            if (i % 10 == 0)
                QVERIFY(isLegal(decoder.boxes(), problem.obstacles, problem.width, problem.height));
        }
    }
    QVERIFY2(fitting > 1000 && failing > 1000, qPrintable(QString("%1 %2").arg(fitting).arg(failing)));
}

void ObstaclesTest::searchesCoverNoObstacle()
{
    Random random{6};
    for (int round = 0; round < 25; ++round) {
        const Ground ground{random};
        const PlacementProblem& problem = ground.problem;
        const auto found = searchStrips(problem, {1, 2'000}, {});
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().message.c_str());
        QVERIFY(isLegal(found.value().boxes, problem.obstacles, problem.width, problem.height));
        QVERIFY(found.value().slowest >= areaBoundTicks(problem).value());
    }
}

void ObstaclesTest::threadsDoNotMatter()
{
    Random random{7};
    for (int round = 0; round < 3; ++round) {
        const Ground ground{random};
        const auto search = [&](int threads) {
            const ThreadLimit limit{threads};
            return searchStrips(ground.problem, {5, 30'000}, {}).value();
        };
        const StripSolution one = search(1);
        const StripSolution two = search(2);
        QCOMPARE(one.cost, two.cost);
        QVERIFY(one.boxes == two.boxes);
    }
}

/// A kernel with a costly stream to a corner is nearer to that corner than to the one across.
void ObstaclesTest::fixedEndsPull()
{
    Random random{8};
    Ground ground{random};
    PlacementProblem& problem = ground.problem;
    problem.obstacles.clear();
    const HalfPes far{2 * problem.width, 2 * problem.height};
    for (const HalfPes end : {HalfPes{0, 0}, far}) {
        problem.fixedStreams = {{2, end, 1000.0}};
        const StripSolution found = searchStrips(problem, {1, 20'000}, {}).value();
        const HalfPes centre = centreOf(found.boxes[2]);
        QVERIFY(std::abs(centre.x - end.x) + std::abs(centre.y - end.y) < (far.x + far.y) / 2);
    }
}

void ObstaclesTest::deadPesStayFree()
{
    Random random{9};
    for (int round = 0; round < 4; ++round) {
        const int side = 220 + pick(random, 60);
        const auto dead = randomObstacles(random, 1 + pick(random, 12), round % 2 == 0 ? 1 : 16, side, side);
        const auto mapped = searchPipelined(smallProblem(dead, side, side), quick(), shippedAssumptions(), {});
        QVERIFY2(mapped.ok(), mapped.ok() ? "" : mapped.error().message.c_str());
        QVERIFY(mapped.value().evaluation->legal());
        QVERIFY(isLegal(rectanglesOf(*mapped.value().layout), dead, side, side));
    }
}

/// With place, arguments and rotation, wherever somebody has put them.
void ObstaclesTest::lockedKernelsStay()
{
    Random random{10};
    const int side = 260;
    const std::vector<PeRect> dead{{{100, 100}, 3, 2}};
    const LayoutProblem empty = smallProblem(dead, side, side);
    const auto first = searchPipelined(empty, quick(), shippedAssumptions(), {}).value();
    const auto& before = first.layout->mapping().kernels;
    for (int round = 0; round < 4; ++round) {
        LockedKernels locked(before.size());
        std::vector<PeRect> taken = dead;
        for (int tries = 0; tries < 3; ++tries) {
            const std::size_t kernel = random.below(before.size());
            PlacedKernel placed = before[kernel];
            placed.locked = true;
            placed.rectangle.origin = {pick(random, side - placed.rectangle.width + 1),
                                       pick(random, side - placed.rectangle.height + 1)};
            const auto isInTheWay = [&](const PeRect& rect) { return rect.overlaps(placed.rectangle); };
            if (locked[kernel] || std::any_of(taken.begin(), taken.end(), isInTheWay))
                continue;
            taken.push_back(placed.rectangle);
            locked[kernel] = placed;
        }
        const auto mapped = searchPipelined(empty, quick(), shippedAssumptions(), {}, locked);
        QVERIFY2(mapped.ok(), mapped.ok() ? "" : mapped.error().message.c_str());
        QVERIFY(mapped.value().evaluation->legal());
        const auto& after = mapped.value().layout->mapping().kernels;
        for (std::size_t kernel = 0; kernel < locked.size(); ++kernel) {
            QVERIFY(!locked[kernel] || after[kernel] == *locked[kernel]);
            QCOMPARE(after[kernel].locked, locked[kernel].has_value());
        }
        QVERIFY(taken.size() > dead.size()); // some were locked
        QVERIFY(isLegal(rectanglesOf(*mapped.value().layout), dead, side, side));
    }
}

void ObstaclesTest::allMayBeLocked()
{
    const LayoutProblem empty = smallProblem({}, 260, 260);
    const auto first = searchPipelined(empty, quick(), shippedAssumptions(), {}).value();
    LockedKernels locked;
    for (PlacedKernel kernel : first.layout->mapping().kernels) {
        kernel.locked = true;
        locked.emplace_back(kernel);
    }
    const auto again = searchPipelined(empty, quick(), shippedAssumptions(), {}, locked).value();
    QVERIFY(rectanglesOf(*again.layout) == rectanglesOf(*first.layout));
    QVERIFY(again.evaluation->numbers.samples == first.evaluation->numbers.samples);
}

void ObstaclesTest::whatDoesNotFitBesideLocksSaysSo()
{
    const int side = 260;
    const LayoutProblem empty = smallProblem({{{0, 0}, side, side - 2}}, side, side);
    const auto alone = searchPipelined(empty, quick(), shippedAssumptions(), {});
    QVERIFY(!alone.ok() && alone.error().code == ErrorCode::DoesNotFit);
    QVERIFY2(alone.error().message.find("and there are " + std::to_string(2 * side)) != std::string::npos,
             alone.error().message.c_str());

    const LayoutProblem room = smallProblem({}, side, side);
    LockedKernels locked(room.graph->size());
    const ExecutionArguments wide{1, 1, {{side - 2, side / 3}}};
    locked[1] = PlacedKernel{wide, rectangleOf((*room.graph)[KernelId{1}], wide, Rotation::R0, Run::Train, {0, 0}),
                             Rotation::R0, true};
    QVERIFY(locked[1]->rectangle.peCount() > std::int64_t{side} * (side - 8));
    const auto beside = searchPipelined(room, quick(), shippedAssumptions(), {}, locked);
    QVERIFY(!beside.ok() && beside.error().code == ErrorCode::DoesNotFit);
    QVERIFY2(beside.error().message.starts_with("Beside the locked ones"), beside.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ObstaclesTest)
#include "obstacles_test.moc"
