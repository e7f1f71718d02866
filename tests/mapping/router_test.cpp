#include "mapping/routing/route_colors.h"
#include "mapping/routing/router.h"
#include "sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace waferscope {

/// Lanes and loads over random pairs of rectangles.
class RouterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLaneRunsFromProducerToConsumer();
    void loadsAreWhatLanesCarry();
    void sideBySideLanesAreStraight();
    void lanesIntoAFlatKernelKeepApart();
    void shiftsComeRound();
    void theFullestLinkIsRelieved();
    void deadPesAreAvoidedWhereAWayIsFree();
    void noRouterMixesTwoBundlesOfAColour();
    void findsColoursWhereGreedyDoesNot();
    void goesAroundWhereColoursAreGone();

private:
    static const System& smallFabric()
    {
        static const System system = [] {
            System made = readSystem("cs1").value();
            made.columns = made.rows = 120;
            return made;
        }();
        return system;
    }
    struct Sample {
        KernelGraph graph;
        std::vector<PlacedKernel> placed;
    };
    /// Kernels on a grid of random sizes, each feeding some of the later ones.
    static Sample randomSample(Random& random, std::size_t kernels, std::size_t streams)
    {
        std::vector<Kernel> all;
        std::vector<PlacedKernel> placed;
        for (std::size_t i = 0; i < kernels; ++i) {
            all.push_back(samples::convolution("k" + std::to_string(i), 8, 1, 8, 8));
            const auto side = [&random] { return 1 + static_cast<int>(random.below(12)); };
            const auto cell = [](std::size_t place) { return static_cast<int>(place) * 14; };
            placed.push_back({{1, 1, {{1, 1}}}, {{cell(i % 8), cell(i / 8)}, side(), side()}, Rotation::R0, false});
        }
        std::vector<Edge> edges;
        for (std::size_t i = 0; i < streams; ++i) {
            const std::size_t from = random.below(kernels - 1);
            edges.push_back({KernelId{from}, KernelId{from + 1 + random.below(kernels - 1 - from)},
                             static_cast<std::int64_t>(1000 + random.below(50000))});
        }
        return {KernelGraph::create(all, edges, {}).value(), placed};
    }
    static std::vector<LaneRun> lanesOfAll(const Sample& sample, const std::vector<Route>& routes)
    {
        std::vector<LaneRun> lanes;
        for (std::size_t i = 0; i < routes.size(); ++i) {
            const Edge& edge = sample.graph.edges()[i];
            addLanes(lanes, sample.graph, EdgeId{i}, sample.placed[edge.from.index()].rectangle,
                     sample.placed[edge.to.index()].rectangle, routes[i], {});
        }
        return lanes;
    }
    static std::uint32_t fullestLink(const std::vector<LaneRun>& lanes)
    {
        LinkLoads loads(smallFabric().columns, smallFabric().rows);
        loads.add(lanes);
        return loads.worst(lanes);
    }
    static std::size_t withoutColors(const std::vector<Route>& routes)
    {
        return static_cast<std::size_t>(
            std::count_if(routes.begin(), routes.end(), [](const Route& r) { return !r.forward || !r.backward; }));
    }
    /// The textbook: once, those with most neighbours first, the least free colours for each.
    static std::size_t failuresOfGreedy(const std::vector<LaneBundle>& bundles, std::size_t colors)
    {
        std::vector<std::vector<std::size_t>> neighbours(bundles.size());
        for (std::size_t i = 0; i < bundles.size(); ++i)
            for (std::size_t j = 0; j < bundles.size(); ++j)
                if (i != j && bundles[i].meeting(bundles[j]))
                    neighbours[i].push_back(j);
        std::vector<std::size_t> order(bundles.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return neighbours[a].size() > neighbours[b].size(); });
        std::vector<std::set<std::size_t>> given(bundles.size());
        for (const std::size_t i : order) {
            std::set<std::size_t> found;
            for (std::size_t color = 0; color < colors && found.size() < 2; ++color)
                if (std::none_of(neighbours[i].begin(), neighbours[i].end(),
                                 [&](std::size_t j) { return given[j].count(color) > 0; }))
                    found.insert(color);
            if (found.size() == 2)
                given[i] = found;
        }
        return static_cast<std::size_t>(
            std::count_if(given.begin(), given.end(), [](const auto& own) { return own.empty(); }));
    }
    static KernelGraph pairOf(std::int64_t elements)
    {
        return KernelGraph::create({samples::convolution("a", 8, 1, 8, 8), samples::convolution("b", 8, 1, 8, 8)},
                                   {{KernelId{0}, KernelId{1}, elements}}, {})
            .value();
    }
    static PeRect randomRect(Random& random)
    {
        const auto number = [&random](std::uint64_t most) { return static_cast<int>(random.below(most)); };
        return {{number(80), number(80)}, 1 + number(20), 1 + number(20)};
    }
    static PeCoord endOf(const LaneRun& run)
    {
        switch (run.direction) {
        case Direction::East: return {run.from.x + run.length, run.from.y};
        case Direction::West: return {run.from.x - run.length, run.from.y};
        case Direction::South: return {run.from.x, run.from.y + run.length};
        case Direction::North: break;
        }
        return {run.from.x, run.from.y - run.length};
    }
};

void RouterTest::everyLaneRunsFromProducerToConsumer()
{
    Random random(7);
    const KernelGraph graph = pairOf(10000);
    int lanesSeen = 0;
    for (int i = 0; i < 2000; ++i) {
        const PeRect a = randomRect(random);
        const PeRect b = randomRect(random);
        if (a.overlaps(b))
            continue;
        Route route;
        route.order = random.below(2) == 0 ? RouteOrder::XThenY : RouteOrder::YThenX;
        route.shift = static_cast<int>(random.below(5)) - 2;
        std::map<int, std::vector<LaneRun>> lanes;
        for (const LaneRun& run : lanesOf(graph, EdgeId{0}, a, b, route, {}))
            if (!run.backward)
                lanes[run.lane].push_back(run);
        QVERIFY(!lanes.empty());
        std::int64_t carried = 0;
        for (const auto& [lane, runs] : lanes) {
            QVERIFY(a.contains(runs.front().from));
            QVERIFY(b.contains(endOf(runs.back())));
            QVERIFY(runs.size() <= 2);
            if (runs.size() == 2)
                QCOMPARE(endOf(runs[0]), runs[1].from);
            carried += runs.front().wavelets;
            ++lanesSeen;
        }
        QVERIFY(carried >= 5000); // 10,000 fp16 values are 5,000 wavelets, cut evenly and rounded up
        QVERIFY(carried < 5000 + 18);
    }
    QVERIFY(lanesSeen > 1000);
}

void RouterTest::loadsAreWhatLanesCarry()
{
    Random random(11);
    const KernelGraph graph = pairOf(10000);
    LinkLoads loads(100, 100);
    std::vector<std::vector<LaneRun>> all;
    std::uint64_t expected = 0;
    for (int i = 0; i < 50; ++i) {
        const PeRect a = randomRect(random);
        const PeRect b = randomRect(random);
        if (a.overlaps(b))
            continue;
        all.push_back(lanesOf(graph, EdgeId{0}, a, b, {}, {}));
        loads.add(all.back());
        for (const LaneRun& run : all.back())
            expected += static_cast<std::uint64_t>(run.wavelets) * static_cast<std::uint64_t>(run.length);
    }
    std::uint64_t total = 0;
    for (const Direction direction : {Direction::East, Direction::West, Direction::South, Direction::North})
        for (int i = 0; i < 100 * 100; ++i)
            total += loads.at(direction, {i % 100, i / 100});
    QCOMPARE(total, expected);
    for (const auto& runs : all)
        loads.remove(runs);
    QVERIFY(loads == LinkLoads(100, 100));
}

void RouterTest::sideBySideLanesAreStraight()
{
    const KernelGraph graph = pairOf(3600);
    const auto runs = lanesOf(graph, EdgeId{0}, {{0, 0}, 10, 36}, {{15, 0}, 10, 36}, {}, {});
    QCOMPARE(runs.size(), std::size_t{36}); // 18 lanes there, 18 back, none turns
    std::set<int> rows;
    for (const LaneRun& run : runs) {
        QCOMPARE(run.length, 6); // from the last column of one to the first of the other
        QCOMPARE(run.wavelets, std::int64_t{100});
        QCOMPARE(run.direction, run.backward ? Direction::West : Direction::East);
        rows.insert(run.from.y);
    }
    QCOMPARE(rows.size(), std::size_t{18});
}

/// A wide kernel above a flat one half as wide: lanes that turned would all come in by its two rows.
void RouterTest::lanesIntoAFlatKernelKeepApart()
{
    const KernelGraph graph = pairOf(24000);
    for (const auto& [from, to] : {std::pair<PeRect, PeRect>{{{0, 0}, 80, 20}, {{20, 20}, 40, 2}},
                                   std::pair<PeRect, PeRect>{{{20, 0}, 40, 2}, {{0, 2}, 80, 20}}}) {
        std::uint32_t least = UINT32_MAX;
        for (const RouteOrder order : {RouteOrder::XThenY, RouteOrder::YThenX}) {
            const auto lanes = lanesOf(graph, EdgeId{0}, from, to, {order, 0, std::nullopt, std::nullopt}, {});
            least = std::min(least, fullestLink(lanes));
        }
        QCOMPARE(least, std::uint32_t{667}); // 24,000 fp16 values are 12,000 wavelets on 18 lanes
    }
}

/// Whatever the shift, as many lanes leave a long side at as many places.
void RouterTest::shiftsComeRound()
{
    const KernelGraph graph = pairOf(3600);
    for (int shift = -5; shift <= 5; ++shift) {
        std::set<int> rows;
        for (const LaneRun& run :
             lanesOf(graph, EdgeId{0}, {{0, 0}, 10, 20}, {{15, 0}, 10, 20}, {RouteOrder::XThenY, shift, {}, {}}, {}))
            rows.insert(run.from.y);
        QCOMPARE(rows.size(), std::size_t{18});
        QVERIFY(*rows.begin() >= 0 && *rows.rbegin() < 20);
    }
}

/// Against one pass over the edges, widest first, each the best of its candidates.
void RouterTest::theFullestLinkIsRelieved()
{
    Random random(17);
    int better = 0;
    for (int round = 0; round < 60; ++round) {
        const Sample sample = randomSample(random, 40, 60);
        std::vector<std::size_t> order(sample.graph.edges().size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return sample.graph.edges()[a].elements > sample.graph.edges()[b].elements;
        });
        LinkLoads loads(smallFabric().columns, smallFabric().rows);
        std::uint32_t onePass = 0;
        for (const std::size_t i : order) {
            const Edge& edge = sample.graph.edges()[i];
            std::uint32_t least = UINT32_MAX;
            std::vector<LaneRun> best;
            for (const int shift : {0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5})
                for (const RouteOrder way : {RouteOrder::XThenY, RouteOrder::YThenX}) {
                    const auto lanes = lanesOf(sample.graph, EdgeId{i}, sample.placed[edge.from.index()].rectangle,
                                               sample.placed[edge.to.index()].rectangle, {way, shift, {}, {}}, {});
                    loads.add(lanes);
                    if (loads.worst(lanes) < least) {
                        least = loads.worst(lanes);
                        best = lanes;
                    }
                    loads.remove(lanes);
                }
            loads.add(best);
            onePass = std::max(onePass, loads.worst(best));
        }
        RouterConfig many;
        many.colors = 200; // none need give way for want of a colour
        const std::uint32_t relieved =
            fullestLink(lanesOfAll(sample, chooseRoutes(sample.graph, sample.placed, smallFabric(), many)));
        QVERIFY(relieved <= onePass);
        better += relieved < onePass ? 1 : 0;
    }
    QVERIFY2(better >= 5, qPrintable(QString::number(better)));
}

/// A stream meets a dead PE only where every way of its own does, router by router.
void RouterTest::deadPesAreAvoidedWhereAWayIsFree()
{
    Random random(19);
    int avoiding = 0;
    int meeting = 0;
    for (int round = 0; round < 40; ++round) {
        const Sample sample = randomSample(random, 40, 30);
        std::set<PeCoord> dead;
        std::vector<PeRect> rectangles;
        for (int i = 0; i < 15; ++i) {
            const PeCoord pe{static_cast<int>(random.below(110)), static_cast<int>(random.below(80))};
            dead.insert(pe);
            rectangles.push_back({pe, 1, 1});
        }
        RouterConfig config;
        config.colors = 200; // none need give way for want of a colour
        const auto meets = [&](std::size_t i, const Route& route) {
            const Edge& edge = sample.graph.edges()[i];
            for (const LaneRun& run : lanesOf(sample.graph, EdgeId{i}, sample.placed[edge.from.index()].rectangle,
                                              sample.placed[edge.to.index()].rectangle, route, {})) {
                PeCoord pe = run.from;
                for (int hop = 0; hop <= run.length; ++hop) {
                    if (dead.count(pe) > 0)
                        return true;
                    pe.x += (run.direction == Direction::East) - (run.direction == Direction::West);
                    pe.y += (run.direction == Direction::South) - (run.direction == Direction::North);
                }
            }
            return false;
        };
        const std::vector<Route> blind = chooseRoutes(sample.graph, sample.placed, smallFabric(), config);
        config.deadPes = rectangles;
        const std::vector<Route> routes = chooseRoutes(sample.graph, sample.placed, smallFabric(), config);
        for (std::size_t i = 0; i < routes.size(); ++i) {
            avoiding += meets(i, blind[i]) && !meets(i, routes[i]) ? 1 : 0;
            if (!meets(i, routes[i]))
                continue;
            ++meeting;
            for (int shift = -5; shift <= 5; ++shift)
                for (const RouteOrder order : {RouteOrder::XThenY, RouteOrder::YThenX})
                    QVERIFY(meets(i, {order, shift, {}, {}}));
        }
    }
    QVERIFY2(avoiding > 50 && meeting > 10, qPrintable(QString("%1 %2").arg(avoiding).arg(meeting)));
}

void RouterTest::findsColoursWhereGreedyDoesNot()
{
    Random random(23);
    const RouterConfig config;
    int better = 0;
    int complete = 0;
    for (int round = 0; round < 100; ++round) {
        const Sample sample = randomSample(random, 40, 45);
        std::vector<Route> routes(sample.graph.edges().size());
        const auto bundles = bundlesOf(lanesOfAll(sample, routes), routes.size());
        assignColors(bundles, config, routes);
        const std::size_t plain = failuresOfGreedy(bundles, static_cast<std::size_t>(config.colors));
        QVERIFY(withoutColors(routes) <= plain);
        better += withoutColors(routes) < plain ? 1 : 0;
        complete += plain > 0 && withoutColors(routes) == 0 ? 1 : 0;
        for (std::size_t i = 0; i < routes.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (bundles[i].meeting(bundles[j]))
                    for (const auto& color : {routes[i].forward, routes[i].backward})
                        QVERIFY(!color || (color != routes[j].forward && color != routes[j].backward));
    }
    QVERIFY2(better >= 10 && complete >= 5, qPrintable(QString::number(better) + " " + QString::number(complete)));
}

/// Colours that are gone on the least loaded way may be left on another.
void RouterTest::goesAroundWhereColoursAreGone()
{
    Random random(29);
    const RouterConfig config;
    std::size_t direct = 0;
    std::size_t around = 0;
    for (int round = 0; round < 40; ++round) {
        const Sample sample = randomSample(random, 40, 40);
        RouterConfig many;
        many.colors = 200;
        std::vector<Route> routes = chooseRoutes(sample.graph, sample.placed, smallFabric(), many);
        assignColors(bundlesOf(lanesOfAll(sample, routes), routes.size()), config, routes);
        direct += withoutColors(routes);
        around += withoutColors(chooseRoutes(sample.graph, sample.placed, smallFabric(), config));
    }
    QVERIFY2(2 * around < direct, qPrintable(QString::number(around) + " of " + QString::number(direct)));
}

void RouterTest::noRouterMixesTwoBundlesOfAColour()
{
    Random random(3);
    std::vector<Kernel> kernels;
    std::vector<PlacedKernel> placed;
    for (int i = 0; i < 36; ++i) {
        kernels.push_back(samples::convolution("k" + std::to_string(i), 8, 1, 8, 8));
        placed.push_back({{1, 1, {{1, 1}}}, {{(i % 6) * 16, (i / 6) * 16}, 12, 12}, Rotation::R0, false});
    }
    std::vector<Edge> edges;
    for (std::size_t i = 0; i + 1 < 36; ++i)
        edges.push_back({KernelId{i}, KernelId{i + 1 + random.below(35 - i)}, 5000});
    const KernelGraph graph = KernelGraph::create(kernels, edges, {}).value();
    System system = readSystem("cs1").value();
    system.columns = system.rows = 100;
    const RouterConfig config;
    const std::vector<Route> routes = chooseRoutes(graph, placed, system, config);

    std::map<std::pair<int, std::pair<int, int>>, std::size_t> users; // colour at a router: the edge
    for (std::size_t i = 0; i < edges.size(); ++i) {
        QVERIFY(routes[i].forward && routes[i].backward && *routes[i].forward != *routes[i].backward);
        QVERIFY(*routes[i].forward < config.colors);
        for (const LaneRun& run : lanesOf(graph, EdgeId{i}, placed[edges[i].from.index()].rectangle,
                                          placed[edges[i].to.index()].rectangle, routes[i], config)) {
            const PeRect routers = routersOf(run);
            const RouteColor color = run.backward ? *routes[i].backward : *routes[i].forward;
            for (int y = routers.origin.y; y < routers.bottom(); ++y)
                for (int x = routers.origin.x; x < routers.right(); ++x)
                    QCOMPARE(users.try_emplace({color, {x, y}}, i).first->second, i);
        }
    }
    QVERIFY(users.size() > 1000);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::RouterTest)
#include "router_test.moc"
