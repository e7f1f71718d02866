#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"
#include "views/drawing/wafer/wafer_contents.h"

#include <QTest>

using namespace waferscope;

namespace {

Kernel kernelOf(const std::string& name, LayerKind kind)
{
    Kernel kernel;
    kernel.name = name;
    kernel.layerKind = kind;
    kernel.convs = {ConvShape{}};
    return kernel;
}

System smallSystem()
{
    System system;
    system.columns = 60;
    system.rows = 40;
    system.sram = Bytes{49152};
    system.reservedSram = Bytes{4176};
    system.readPerCycle = Bytes{16};
    system.writePerCycle = Bytes{8};
    return system;
}

LayoutProblem smallProblem()
{
    auto installation = std::make_shared<Installation>();
    installation->system = smallSystem();
    LayoutProblem problem;
    problem.installation = installation;
    problem.graph = std::make_shared<const KernelGraph>(
        KernelGraph::create({kernelOf("stem/conv1", LayerKind::Convolution), kernelOf("head/fc", LayerKind::Linear)},
                            {{KernelId{0}, KernelId{1}, 64}}, {})
            .value());
    return problem;
}

Layout smallLayout()
{
    Mapping mapping;
    mapping.kernels = {{{}, {{0, 0}, 12, 20}, Rotation::R0, false}, {{}, {{20, 5}, 9, 8}, Rotation::R90, true}};
    mapping.routes = {Route{}};
    return Layout::create("small", smallProblem(), std::move(mapping)).value();
}

} // namespace

class WaferContentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deadPesAreTheSystems()
    {
        System system = smallSystem();
        system.deadPes = {{{3, 4}, 2, 1}};
        QVERIFY(contentsOf(system)->deadPes == system.deadPes);
    }

    void regionsAreTheMappingsKernels()
    {
        const auto contents = contentsOf(smallLayout(), Evaluation{});
        QVERIFY((contents->fabric == PeRect{{0, 0}, 60, 40}));
        QCOMPARE(contents->regions.size(), std::size_t{2});
        QCOMPARE(contents->regions[0].name, QStringLiteral("stem/conv1"));
        QCOMPARE(contents->regions[0].shortName, QStringLiteral("conv1"));
        QCOMPARE(contents->regions[0].kind, LayerKind::Convolution);
        QVERIFY(contents->regions[1].locked);
        QCOMPARE(contents->regions[1].rotation, Rotation::R90);
        QVERIFY((contents->regions[1].rectangle == PeRect{{20, 5}, 9, 8}));
        QCOMPARE(contents->peCapacity.count(), 49152 - 4176);
        QCOMPARE(contents->sramPerCycle.count(), 24);
    }

    void violationsAndRoutesComeFromTheEvaluation()
    {
        Evaluation evaluation;
        evaluation.violations = {MemoryShort{KernelId{1}, Bytes{50000}, Bytes{44976}, {20, 5}},
                                 OutsideFabric{KernelId{1}, {20, 5}}};
        PipelinedFigures figures;
        figures.lanes = {{EdgeId{0}, false, Direction::East, {11, 8}, 9, 32},
                         {EdgeId{0}, true, Direction::West, {20, 8}, 9, 48}};
        evaluation.figures = std::move(figures);
        const auto contents = contentsOf(smallLayout(), evaluation);
        QVERIFY(contents->regions[0].violation.isEmpty());
        QCOMPARE(contents->regions[1].violation.simplified(), // the first of its own, numbers grouped
                 QStringLiteral("head/fc needs 50 000 bytes on a PE, which has 44 976."));
        QCOMPARE(contents->routes.size(), std::size_t{1});
        QCOMPARE(contents->routes[0].runs.size(), std::size_t{2});
        QVERIFY(contents->routes[0].from == KernelId{0});
        QCOMPARE(contents->mostWavelets, 48);
    }

    void weightStreamingHasNoRegions()
    {
        const Layout layout = Layout::create("streamed", smallProblem(), StreamingSchedule{}).value();
        const auto contents = contentsOf(layout, Evaluation{});
        QVERIFY(contents->regions.empty());
        QCOMPARE(contents->fabric.width, 60);
    }

    void theNearestRegionIsMeant()
    {
        const auto contents = contentsOf(smallLayout(), Evaluation{});
        QVERIFY(contents->nearest({5, 5}, 0.0) == KernelId{0});
        QVERIFY(contents->nearest({14, 5}, 3.0) == KernelId{0});
        QVERIFY(contents->nearest({19, 6}, 3.0) == KernelId{1});
        QVERIFY(!contents->nearest({16, 30}, 3.0));
        QVERIFY(!contents->nearest({12.5, 5}, 0.0));
    }

    void theSmallerOfTwoWins()
    {
        synthetic::WaferMaker maker(100, 100);
        maker.add("large", LayerKind::Linear, {{0, 0}, 50, 50});
        maker.add("small", LayerKind::Linear, {{10, 10}, 5, 5});
        QVERIFY(maker.contents->nearest({12, 12}, 0.0) == KernelId{1});
        QVERIFY(maker.contents->nearest({40, 40}, 0.0) == KernelId{0});
    }

    void shortNamesAreLastParts()
    {
        QCOMPARE(shortNameOf(QStringLiteral("decoder/3/query")), QStringLiteral("query"));
        QCOMPARE(shortNameOf(QStringLiteral("plain")), QStringLiteral("plain"));
        QCOMPARE(shortNameOf(QStringLiteral("odd/")), QStringLiteral("odd"));
        QCOMPARE(shortNameOf(QString()), QString());
    }
};

WAFERSCOPE_TEST(WaferContentsTest)
#include "wafer_contents_test.moc"
