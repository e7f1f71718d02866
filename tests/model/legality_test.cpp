#include "core/base/random.h"
#include "core/layout/footprint.h"
#include "model/legality/legality.h"
#include "model/pipelined/kernel_cost.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// The judge of mappings against a count of owners of every PE.
class LegalityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithACountOfOwners();
    void memoryAndColoursAreRules();

private:
    static constexpr int kSide = 40;
    static System fabric()
    {
        System system;
        system.columns = kSide;
        system.rows = kSide;
        system.colors = 24;
        system.reservedColors = 3;
        return system;
    }
    static CostModel model()
    {
        CostModel model;
        model.usableSram = Bytes{1 << 20};
        return model;
    }
    static KernelGraph kernels(int count)
    {
        std::vector<Kernel> all;
        for (int i = 0; i < count; ++i) {
            Kernel kernel;
            kernel.name = "k" + std::to_string(i);
            kernel.convs = {{4, 4, 1, 1, 8, 8, 1}};
            kernel.inputElements = 128;
            all.push_back(kernel);
        }
        return KernelGraph::create(std::move(all), {}, {}).value();
    }
};

void LegalityTest::agreesWithACountOfOwners()
{
    Random random(5);
    const KernelGraph graph = kernels(5);
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
                        expected &= ++owners[static_cast<std::size_t>(y * kSide + x)] == 1;
                }
        }
        const std::vector<Finding> found = violationsOf(graph, mapping, {}, fabric(), model());
        QCOMPARE(found.empty(), expected);
        (expected ? legal : illegal) += 1;
    }
    QVERIFY(legal > 100 && illegal > 100);
}

void LegalityTest::memoryAndColoursAreRules()
{
    Kernel first;
    first.name = "first";
    first.convs = {{4, 4, 1, 1, 8, 8, 1}};
    Kernel second = first;
    second.name = "second";
    const KernelGraph graph = KernelGraph::create({first, second}, {{KernelId{0}, KernelId{1}, 10}}, {}).value();
    const ExecutionArguments arguments{1, 1, {{1, 1}}};
    Mapping mapping;
    for (const PeCoord origin : {PeCoord{0, 0}, PeCoord{10, 0}})
        mapping.kernels.push_back(
            {arguments, rectangleOf(first, arguments, Rotation::R0, Run::Train, origin), Rotation::R0, false});
    mapping.routes = {{RouteOrder::XThenY, 0, RouteColor{0}, RouteColor{1}}};
    QVERIFY(violationsOf(graph, mapping, {}, fabric(), model()).empty());

    mapping.routes[0].backward = std::nullopt;
    const auto colourless = violationsOf(graph, mapping, {}, fabric(), model());
    QCOMPARE(colourless.size(), std::size_t{1});
    QVERIFY(colourless[0].sentence.find("21") != std::string::npos);
    mapping.routes[0].backward = RouteColor{1};

    CostModel small = model();
    small.usableSram = worstMemory(graph, KernelId{0}, arguments, small) - Bytes{1};
    QVERIFY(!violationsOf(graph, mapping, {}, fabric(), small).empty());
    small.usableSram = worstMemory(graph, KernelId{0}, arguments, small);
    small.usableSram = std::max(small.usableSram, worstMemory(graph, KernelId{1}, arguments, small));
    QVERIFY(violationsOf(graph, mapping, {}, fabric(), small).empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LegalityTest)
#include "legality_test.moc"
