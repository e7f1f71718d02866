#include "core/base/random.h"
#include "core/layout/footprint.h"
#include "core/layout/lane_bundle.h"
#include "model/legality/legality.h"
#include "model/pipelined/kernel_cost.h"
#include "model/pipelined/lanes.h"
#include "tests/test_class.h"

#include <QTest>

#include <functional>

namespace waferscope {

namespace {

constexpr int kSide = 40; ///< of the fabric, PEs

System fabric()
{
    System system;
    system.columns = kSide;
    system.rows = kSide;
    system.colors = 24;
    system.reservedColors = 3;
    return system;
}

CostModel roomyModel()
{
    CostModel model;
    model.usableSram = Bytes{1 << 20};
    return model;
}

KernelGraph kernelsWith(int count, std::vector<Edge> edges)
{
    std::vector<Kernel> all;
    for (int i = 0; i < count; ++i) {
        Kernel kernel;
        kernel.name = "k" + std::to_string(i);
        kernel.convs = {{4, 4, 1, 1, 8, 8, 1}};
        kernel.inputElements = 128;
        all.push_back(kernel);
    }
    return KernelGraph::create(std::move(all), std::move(edges), {}).value();
}

/// Three kernels of 3 x 2 PEs, far apart, of which two stream to the third, in rows of routers that both use. Legal.
struct Judged {
    KernelGraph graph = kernelsWith(3, {{KernelId{0}, KernelId{2}, 10}, {KernelId{1}, KernelId{2}, 10}});
    Mapping mapping;
    std::vector<LaneRun> lanes;
    System system = fabric();
    CostModel model = roomyModel();

    Judged()
    {
        const ExecutionArguments arguments{1, 1, {{1, 1}}};
        for (const PeCoord origin : {PeCoord{0, 0}, PeCoord{0, 10}, PeCoord{20, 5}})
            mapping.kernels.push_back(
                {arguments, rectangleOf(graph.kernels()[0], arguments, Rotation::R0, Run::Train, origin)});
        mapping.routes = {{RouteOrder::YThenX, 0, RouteColor{0}, RouteColor{1}},
                          {RouteOrder::YThenX, 0, RouteColor{2}, RouteColor{3}}};
    }
    PeCoord& origin(std::size_t kernel) { return mapping.kernels[kernel].rectangle.origin; }
    [[nodiscard]] std::vector<LaneRun> lanesOfStream(EdgeId stream) const
    {
        return lanesOf(graph, stream, mapping[graph[stream].from].rectangle, mapping[graph[stream].to].rectangle,
                       mapping[stream], {});
    }
    [[nodiscard]] bool passes(EdgeId stream, PeCoord router) const
    {
        return LaneBundle(lanesOfStream(stream)).passes(router);
    }
    [[nodiscard]] std::vector<Violation> violations() const
    {
        return violationsOf(graph, mapping, lanes, system, model);
    }
};

/// Something done to a legal mapping, and what is wrong then.
struct Spoiling {
    const char* name;
    std::function<void(Judged&)> spoil;
    std::vector<Violation> expected;
};

std::vector<Spoiling> spoilings()
{
    return {
        {"nothing", [](Judged&) {}, {}},
        {"outside the fabric",
         [](Judged& judged) {
             judged.origin(1) = {kSide - 2, 7};
         },
         {OutsideFabric{KernelId{1}, {kSide - 2, 7}}}},
        {"one dead PE",
         [](Judged& judged) {
             judged.system.deadPes = {{{1, 1}, 1, 1}};
         },
         {OnDeadPes{KernelId{0}, 1, {1, 1}}}},
        {"dead PEs, the first in the upper row",
         [](Judged& judged) {
             judged.system.deadPes = {{{0, 1}, 2, 5}, {{2, 0}, 1, 1}};
         },
         {OnDeadPes{KernelId{0}, 3, {2, 0}}}},
        {"overlap",
         [](Judged& judged) {
             judged.origin(1) = {2, 1};
         },
         {KernelsOverlap{KernelId{0}, KernelId{1}, {2, 1}}}},
        {"a colour of others",
         [](Judged& judged) { judged.mapping.routes[0].forward = RouteColor{21}; },
         {ReservedColor{EdgeId{0}, 21, 21, {0, 0}}}},
        {"one colour both ways",
         [](Judged& judged) { judged.mapping.routes[0].forward = RouteColor{1}; },
         {OneColorBothWays{EdgeId{0}, 1, {0, 0}}}},
        {"no colour back, alone on its way",
         [](Judged& judged) { judged.mapping.routes[1].backward = std::nullopt; },
         {NoColorLeft{EdgeId{1}, 21, {}, {0, 10}}}},
    };
}

} // namespace

/// The judge of mappings: against a count of owners of every PE, and every rule with the facts it gives.
class LegalityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithACountOfOwners();
    void everyRuleGivesItsFacts();
    void memoryIsShortByAByte();
    void streamsThatMeetNeedColorsOfTheirOwn();
};

void LegalityTest::agreesWithACountOfOwners()
{
    Random random(5);
    const KernelGraph graph = kernelsWith(5, {});
    int legal = 0;
    int illegal = 0;
    for (int round = 0; round < 3000; ++round) {
        Mapping mapping;
        std::vector<int> owners(kSide * kSide, 0);
        bool expected = true;
        for (std::size_t i = 0; i < graph.size(); ++i) {
            const ExecutionArguments arguments{
                1, 1, {{1 + static_cast<int>(random.below(6)), 1 + static_cast<int>(random.below(3))}}};
            const PeCoord origin{static_cast<int>(random.below(kSide + 4)) - 4,
                                 static_cast<int>(random.below(kSide + 4)) - 4};
            const PeRect rect = rectangleOf(graph.kernels()[i], arguments, Rotation::R0, Run::Train, origin);
            mapping.kernels.push_back({arguments, rect, Rotation::R0, false});
            for (int y = rect.origin.y; y < rect.bottom(); ++y)
                for (int x = rect.origin.x; x < rect.right(); ++x) {
                    if (x < 0 || y < 0 || x >= kSide || y >= kSide)
                        expected = false;
                    else
                        expected &= ++owners[static_cast<std::size_t>(y) * kSide + static_cast<std::size_t>(x)] == 1;
                }
        }
        const std::vector<Violation> found = violationsOf(graph, mapping, {}, fabric(), roomyModel());
        QCOMPARE(found.empty(), expected);
        (expected ? legal : illegal) += 1;
    }
    QVERIFY(legal > 100 && illegal > 100);
}

void LegalityTest::everyRuleGivesItsFacts()
{
    for (const Spoiling& spoiling : spoilings()) {
        Judged judged;
        spoiling.spoil(judged);
        QVERIFY2(judged.violations() == spoiling.expected, spoiling.name);
    }
}

void LegalityTest::memoryIsShortByAByte()
{
    Judged judged;
    Bytes needed;
    for (std::size_t i = 0; i < judged.graph.size(); ++i)
        needed = std::max(needed,
                          worstMemory(judged.graph, KernelId{i}, judged.mapping[KernelId{i}].arguments, judged.model));
    judged.model.usableSram = needed;
    QVERIFY(judged.violations().empty());
    const Bytes room = needed - Bytes{1};
    judged.model.usableSram = room;
    std::vector<Violation> expected; // kernels that need as much
    for (std::size_t i = 0; i < judged.graph.size(); ++i)
        if (worstMemory(judged.graph, KernelId{i}, judged.mapping[KernelId{i}].arguments, judged.model) == needed)
            expected.emplace_back(MemoryShort{KernelId{i}, needed, room, judged.origin(i)});
    QVERIFY(!expected.empty());
    QVERIFY(judged.violations() == expected);
}

void LegalityTest::streamsThatMeetNeedColorsOfTheirOwn()
{
    Judged judged;
    for (const EdgeId stream : {EdgeId{0}, EdgeId{1}})
        for (const LaneRun& run : judged.lanesOfStream(stream))
            judged.lanes.push_back(run);
    QVERIFY(judged.violations().empty());
    judged.mapping.routes[1].forward = RouteColor{0};
    std::vector<Violation> found = judged.violations();
    QCOMPARE(found.size(), std::size_t{1});
    PeCoord where = whereOf(found.front());
    QCOMPARE(found.front(), Violation(ColorShared{EdgeId{0}, EdgeId{1}, 0, where}));
    QVERIFY(judged.passes(EdgeId{0}, where) && judged.passes(EdgeId{1}, where));

    judged.mapping.routes[1].forward = std::nullopt;
    found = judged.violations();
    QCOMPARE(found.size(), std::size_t{1});
    where = whereOf(found.front());
    QCOMPARE(found.front(), Violation(NoColorLeft{EdgeId{1}, 21, {EdgeId{0}}, where}));
    QVERIFY(judged.passes(EdgeId{0}, where) && judged.passes(EdgeId{1}, where));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LegalityTest)
#include "legality_test.moc"
