#include "mapping/pipelined/training_shapes.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

#include <map>

namespace waferscope {

/// Shapes against a search over every h, w, c, k.
class ShapesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paretoListIsExact_data();
    void paretoListIsExact();
    void everyShapeMeetsTheTargetAndItsMemory();
    void noShapeWhereNoneFits();
    void leastSplitsReachTheTargetAndNoFewerDo();
    void kernelsOfAClassHaveTheSameOptions();

private:
    static KernelGraph alone(Kernel kernel)
    {
        kernel.outputElements = 1;
        return KernelGraph::create({std::move(kernel)}, {}, {}).value();
    }
};

void ShapesTest::paretoListIsExact_data()
{
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("filter");
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    QTest::addColumn<int>("target");
    QTest::newRow("small, slow") << 6 << 3 << 5 << 7 << 4000;
    QTest::newRow("small, fast") << 6 << 3 << 5 << 7 << 700;
    QTest::newRow("pointwise") << 4 << 1 << 12 << 9 << 400;
    QTest::newRow("odd") << 7 << 1 << 3 << 11 << 150;
}

void ShapesTest::paretoListIsExact()
{
    QFETCH(int, side);
    QFETCH(int, filter);
    QFETCH(int, in);
    QFETCH(int, out);
    QFETCH(int, target);
    constexpr int kLongestSide = 40;
    const KernelGraph graph = alone(samples::convolution("conv", side, filter, in, out));
    const CostModel model = samples::trainingModel();

    std::map<int, int> narrowest; // by height, of everything there is
    for (int h = 1; h <= side; ++h)
        for (int w = 1; w <= side; ++w)
            for (int c = 1; c <= in; ++c)
                for (int k = 1; k <= out; ++k) {
                    const ExecutionArguments arguments{h, w, {{c, k}}};
                    const Footprint size = footprint(graph.kernels()[0], arguments, Run::Train);
                    if (std::max(size.width, size.height) > kLongestSide
                        || cyclesPerSample(graph.kernels()[0], arguments, model) > Cycles{target}
                        || worstMemory(graph, KernelId{0}, arguments, model) > model.usableSram)
                        continue;
                    for (const auto& [height, width] :
                         {std::pair(size.height, size.width), std::pair(size.width, size.height)}) {
                        const auto place = narrowest.try_emplace(height, width).first;
                        place->second = std::min(place->second, width);
                    }
                }
    QVERIFY(!narrowest.empty());

    const std::vector<KernelShape> shapes =
        ShapeFamily(graph, KernelId{0}, model, kLongestSide).paretoShapes(Cycles{target});
    int best = kLongestSide + 1; // narrowest so far as heights grow
    std::vector<std::pair<int, int>> expected;
    for (const auto& [height, width] : narrowest)
        if (width < best) {
            best = width;
            expected.emplace_back(height, width);
        }
    std::vector<std::pair<int, int>> found;
    found.reserve(shapes.size());
    for (const KernelShape& shape : shapes)
        found.emplace_back(shape.height, shape.width);
    QCOMPARE(found, expected);
}

void ShapesTest::everyShapeMeetsTheTargetAndItsMemory()
{
    const KernelGraph graph = samples::residual({1, 1, 1, 1});
    const CostModel model = samples::trainingModel();
    const Cycles target{40000};
    int seen = 0;
    for (std::size_t i = 0; i < graph.size(); ++i)
        for (const KernelShape& shape : ShapeFamily(graph, KernelId{i}, model, 633).paretoShapes(target)) {
            const PeRect rect = rectangleOf(graph.kernels()[i], shape.arguments, shape.rotation, Run::Train, {0, 0});
            QCOMPARE(rect.width, shape.width);
            QCOMPARE(rect.height, shape.height);
            QVERIFY(cyclesPerSample(graph.kernels()[i], shape.arguments, model) <= target);
            QVERIFY(worstMemory(graph, KernelId{i}, shape.arguments, model) <= model.usableSram);
            ++seen;
        }
    QVERIFY(seen > 100);
}

void ShapesTest::noShapeWhereNoneFits()
{
    const KernelGraph graph = alone(samples::convolution("conv", 6, 3, 5, 7));
    const ShapeFamily family(graph, KernelId{0}, samples::trainingModel(), 40);
    QVERIFY(family.paretoShapes(family.leastCycles() - Cycles{1}).empty());
    QVERIFY(!family.paretoShapes(family.leastCycles()).empty());
}

/// Against every k from 1 on, for kernels of all kinds and targets from hopeless to easy.
void ShapesTest::leastSplitsReachTheTargetAndNoFewerDo()
{
    const CostModel model = samples::trainingModel();
    int found = 0;
    for (const KernelKind kind :
         {KernelKind::Matrix, KernelKind::Channelwise, KernelKind::Recurrent, KernelKind::Embedding})
        for (const int inputs : {1, 3})
            for (std::int64_t target = 50; target < 3'000'000; target = target * 3 / 2) {
                Kernel kernel = samples::convolution("conv", 14, 1, 48, 37);
                kernel.kind = kind;
                kernel.steps = kind == KernelKind::Recurrent ? 5 : 1;
                const ChannelCycles cycles(kernel, model);
                const double tile = cycles.tile(2, 1);
                std::optional<int> least;
                for (int outputs = 1; outputs <= mostOutputSplits(kernel) && !least; ++outputs) {
                    const Cycles taken = cyclesPerSample(kernel, {2, 1, {{inputs, outputs}}}, model);
                    QCOMPARE(cycles.of(tile, {inputs, outputs}), taken);
                    if (taken <= Cycles{target})
                        least = outputs;
                }
                QVERIFY(cycles.leastOutputs(tile, inputs, Cycles{target}) == least);
                found += least && *least > 1 ? 1 : 0;
            }
    QVERIFY(found > 20);
}

/// What the placement engine is offered: options that the formulas confirm, for every kernel of the class.
void ShapesTest::kernelsOfAClassHaveTheSameOptions()
{
    const KernelGraph graph = samples::residual({2, 2, 2, 2});
    const CostModel model = samples::trainingModel();
    std::vector<ShapeFamily> families;
    for (std::size_t kernel = 0; kernel < graph.size(); ++kernel)
        families.emplace_back(graph, KernelId{kernel}, model, 633);
    const TrainingShapes shapes{families};
    QVERIFY(shapes.classCount() > 1);
    constexpr std::int64_t kTarget = 60'000;
    for (std::size_t kernel = 0; kernel < graph.size(); ++kernel) {
        const int kernelClass = shapes.classOf(kernel);
        const std::vector<ShapeOption> options = shapes.shapes(kernelClass, kTarget);
        QVERIFY(!options.empty());
        for (const ShapeOption& option : options) {
            const ExecutionArguments arguments =
                shapes.arguments(kernelClass, kTarget, option, option.inputs, option.inputs);
            const Footprint size = footprint(graph.kernels()[kernel], arguments, model.run);
            QCOMPARE(size.width, option.width);
            QCOMPARE(size.height, option.height);
            QCOMPARE(cyclesPerSample(graph.kernels()[kernel], arguments, model), Cycles{option.time});
            QVERIFY(option.time <= kTarget);
            QCOMPARE(shapes.ticks(kernelClass, arguments), option.time);
            QCOMPARE(shapes.leastColumns(kernelClass, 0, {option.tilesHigh, option.tilesWide, option.inputs}, kTarget)
                         * shapes.columnWidth(),
                     std::int64_t{option.width});
            QVERIFY(worstMemory(graph, KernelId{kernel}, arguments, model) <= model.usableSram);
        }
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ShapesTest)
#include "shapes_test.moc"
