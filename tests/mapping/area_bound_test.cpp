#include "formats/machines/machines.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "mapping/kernels/network_to_kernels.h"
#include "mapping/map_network.h"
#include "model/streaming/streaming_evaluation.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Nothing computes faster than the bound by area, however many of its multiply-adds are skipped, and what is skipped
/// is no work that the efficiency counts.
class AreaBoundTest : public QObject {
    Q_OBJECT

private slots:
    void aScheduleStaysBelowIt_data();
    void aScheduleStaysBelowIt();
    void aPlacementStaysBelowIt_data();
    void aPlacementStaysBelowIt();
    void skippedMultiplyAddsAreNoWork_data();
    void skippedMultiplyAddsAreNoWork();
};

namespace {

constexpr double kRounding = 1.0 + 1e-9;

/// The shipped assumptions with a density of all layers, and of the first kernel another.
Assumptions withDensity(double common, double first, const KernelGraph& graph)
{
    const Assumptions all = shippedAssumptions().with("density", common).value();
    return all.with("density." + graph.kernels().front().name, first).value();
}

/// On a CS-2, trained with a batch of 12.
LayoutProblem problemOf(const std::string& name)
{
    LayoutProblem problem;
    problem.installation = readInstallation("cs2").value();
    problem.execution.batch = 12;
    problem.network = openModel("gallery:" + name).value().network;
    problem.graph =
        std::make_shared<const KernelGraph>(kernelsOf(*problem.network, problem.execution.precision).value());
    return problem;
}

} // namespace

void AreaBoundTest::aScheduleStaysBelowIt_data()
{
    QTest::addColumn<QString>("network");
    for (const std::string& name : galleryNames())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void AreaBoundTest::aScheduleStaysBelowIt()
{
    QFETCH(QString, network);
    LayoutProblem problem = problemOf(network.toStdString());
    const double e = shippedAssumptions()["streaming_efficiency"];
    for (const Run run : {Run::Train, Run::Infer}) {
        problem.execution.run = run;
        for (const double sparsity : {0.0, 0.9})
            for (const double density : {1.0, 0.05})
                for (const std::int64_t microBatch : {1, 12}) {
                    const Evaluation found = evaluateStreaming(problem, {microBatch, sparsity, {}},
                                                               withDensity(density, 0.07, *problem.graph));
                    QVERIFY(found.numbers.compute <= found.areaBound * kRounding);
                    QVERIFY(found.numbers.samples <= found.areaBound * kRounding);
                    QVERIFY(found.arithmeticEfficiency <= e * kRounding);
                }
    }
}

void AreaBoundTest::aPlacementStaysBelowIt_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<double>("density");
    QTest::addColumn<double>("first");
    for (const char* name : {"mnist-mlp", "tiny-gpt", "unet"})
        for (const auto& [density, first] : {std::pair{1.0, 1.0}, {0.2, 1.0}, {1.0, 0.05}})
            QTest::addRow("%s, %g, %g", name, density, first) << QString{name} << density << first;
}

void AreaBoundTest::aPlacementStaysBelowIt()
{
    QFETCH(QString, network);
    QFETCH(double, density);
    QFETCH(double, first);
    const LayoutProblem problem = problemOf(network.toStdString());
    MapRequest request;
    request.network = problem.network;
    request.installation = problem.installation;
    request.execution = problem.execution;
    request.placing.moves = 200;
    const Assumptions assumptions = withDensity(density, first, *problem.graph);
    const Evaluation found = *mapNetwork(request, assumptions).value().evaluation;
    QVERIFY(found.numbers.compute <= found.areaBound);
    QVERIFY(found.arithmeticEfficiency <= assumptions["pipelined_efficiency"]);
}

void AreaBoundTest::skippedMultiplyAddsAreNoWork_data()
{
    QTest::addColumn<double>("sparsity");
    QTest::addColumn<double>("density");
    QTest::newRow("sparse") << 0.75 << 1.0;
    QTest::newRow("thin") << 0.0 << 0.25;
    QTest::newRow("both") << 0.5 << 0.5;
}

/// A perceptron's multiply-adds are all of weights, so that a quarter of them is a quarter of the work.
void AreaBoundTest::skippedMultiplyAddsAreNoWork()
{
    QFETCH(double, sparsity);
    QFETCH(double, density);
    const LayoutProblem problem = problemOf("mnist-mlp");
    const auto evaluated = [&problem](double zero, double thin) {
        return evaluateStreaming(problem, {12, zero, {}}, withDensity(thin, thin, *problem.graph));
    };
    const Evaluation full = evaluated(0.0, 1.0);
    const Evaluation skipped = evaluated(sparsity, density);
    QCOMPARE(skipped.arithmeticEfficiency * skipped.step.count(), full.arithmeticEfficiency * full.step.count() / 4);
    QCOMPARE(skipped.areaBound.count(), full.areaBound.count() * 4);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::AreaBoundTest)
#include "area_bound_test.moc"
