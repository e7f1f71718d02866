#include "model/pipelined/shapes.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// The shape for a box that a hand draws, against a search over targets.
class FastestShapeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noTargetBelowItsCyclesFitsTheBox();

private:
    static std::vector<KernelShape> fitting(const ShapeFamily& family, Cycles target, int width, int height)
    {
        std::vector<KernelShape> found;
        for (const KernelShape& shape : family.paretoShapes(target))
            if (shape.width <= width && shape.height <= height)
                found.push_back(shape);
        return found;
    }
};

void FastestShapeTest::noTargetBelowItsCyclesFitsTheBox()
{
    Random random(41);
    const KernelGraph graph = samples::residual({2, 2, 2, 2});
    int found = 0;
    int none = 0;
    for (const Run run : {Run::Train, Run::Infer}) {
        CostModel model = samples::trainingModel("cs2");
        model.run = run;
        for (std::size_t i = 0; i < graph.size(); ++i) {
            const ShapeFamily family(graph, KernelId{i}, model, 994);
            for (int round = 0; round < 20; ++round) {
                const int width = 1 + static_cast<int>(random.below(150));
                const int height = 1 + static_cast<int>(random.below(150));
                const auto fastest = family.fastestWithin(width, height);
                if (!fastest) {
                    QVERIFY(fitting(family, family.mostCycles(), width, height).empty());
                    ++none;
                    continue;
                }
                ++found;
                QVERIFY(fastest->width <= width && fastest->height <= height);
                QVERIFY(worstMemory(graph, KernelId{i}, fastest->arguments, model) <= model.usableSram);
                const Cycles cycles = cyclesPerSample(graph.kernels()[i], fastest->arguments, model);
                QVERIFY(fitting(family, cycles - Cycles{1}, width, height).empty());
                for (const KernelShape& other : fitting(family, cycles, width, height))
                    QVERIFY(other.area() >= fastest->area());
            }
        }
    }
    QVERIFY(found > 200 && none > 50);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::FastestShapeTest)
#include "fastest_shape_test.moc"
