#include "core/layout/footprint.h"
#include "core/layout/layout.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>
#include <functional>

namespace waferscope {

namespace {

/// Two small convolutions in a row.
KernelGraph chain()
{
    Kernel kernel;
    kernel.name = "first";
    kernel.convs = {{8, 8, 3, 3, 4, 4, 1}};
    Kernel next = kernel;
    next.name = "second";
    return KernelGraph::create({kernel, next}, {{KernelId{0}, KernelId{1}, 256}}, {}).value();
}

LayoutProblem problemOf(int replicas)
{
    LayoutProblem problem;
    problem.installation = std::make_shared<const Installation>();
    problem.execution.batch = 8;
    problem.execution.replicas = replicas;
    problem.graph = std::make_shared<const KernelGraph>(chain().replicated(replicas));
    return problem;
}

/// Every kernel on as few PEs as can be, one below the other.
Mapping mappingOf(const KernelGraph& graph)
{
    std::vector<PlacedKernel> kernels;
    for (const Kernel& kernel : graph.kernels()) {
        const ExecutionArguments least{1, 1, {{1, 1}}};
        const PeCoord origin{0, static_cast<int>(kernels.size()) * 10};
        kernels.push_back({least, rectangleOf(kernel, least, Rotation::R0, Run::Train, origin), Rotation::R0, false});
    }
    return createMapping(graph, Run::Train, std::move(kernels), std::vector<Route>(graph.edges().size())).value();
}

Result<Layout> pipelined(const LayoutProblem& problem)
{
    return Layout::create("pipelined", problem, mappingOf(*problem.graph));
}

/// One thing wrong with a problem or an arrangement that are right.
struct Fault {
    std::function<void(LayoutProblem&, Arrangement&)> make;
    Mode mode = Mode::Pipelined;
};

} // namespace

/// Layout::create makes nothing malformed, and changes share what they do not change.
class LayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLayoutIsOfItsArrangementsMode();
    void streamedWeightsHaveOneReplica();
    void replicasCanBeAskedForWhenPipelined();
    void whatIsMalformedIsRefused_data();
    void whatIsMalformedIsRefused();
    void changesShareTheRest();
    void anotherExecutionIsJudgedAsWell();
};

void LayoutTest::aLayoutIsOfItsArrangementsMode()
{
    const LayoutProblem problem = problemOf(1);
    const Layout placed = pipelined(problem).value();
    QCOMPARE(placed.mode(), Mode::Pipelined);
    QVERIFY(placed.mapping() == mappingOf(*problem.graph));
    const Layout streamed = Layout::create("streaming", problem, StreamingSchedule{4, 0.5, {}}).value();
    QCOMPARE(streamed.mode(), Mode::WeightStreaming);
    QCOMPARE(qint64{streamed.schedule().microBatch}, qint64{4});
}

void LayoutTest::streamedWeightsHaveOneReplica()
{
    LayoutProblem problem = problemOf(1);
    problem.execution.replicas = 4;
    QCOMPARE(executionFor(problem.execution, Mode::Pipelined).replicas, 4);
    QCOMPARE(executionFor(problem.execution, Mode::WeightStreaming).replicas, 1);
    QCOMPARE(Layout::create("streaming", problem, StreamingSchedule{}).value().execution().replicas, 1);
}

void LayoutTest::replicasCanBeAskedForWhenPipelined()
{
    QVERIFY(!refusedReplicas(Mode::Pipelined, 4));
    QVERIFY(!refusedReplicas(Mode::WeightStreaming, 1));
    const std::optional<Error> refused = refusedReplicas(Mode::WeightStreaming, 4);
    QVERIFY(refused.has_value());
    QCOMPARE(refused->code, ErrorCode::Usage);
    QCOMPARE(QString::fromStdString(refused->message),
             "Replicas are for pipelined runs: when weights are streamed, a layer has the whole fabric.");
}

void LayoutTest::whatIsMalformedIsRefused_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const char* sentence, Mode mode, auto make) {
        QTest::newRow(name) << Fault{make, mode} << QString(sentence);
    };
    const auto execution = [&](const char* name, auto make) {
        row(name, "Batch, workers, systems and replicas must be at least 1.", Mode::Pipelined,
            [make](LayoutProblem& problem, Arrangement&) { make(problem.execution); });
    };
    execution("no batch", [](Execution& e) { e.batch = 0; });
    execution("no workers", [](Execution& e) { e.workers = 0; });
    execution("no systems", [](Execution& e) { e.systems = 0; });
    execution("no replicas", [](Execution& e) { e.replicas = 0; });
    row("more replicas than kernels of", "The layout has 4 replicas, its kernels are of 2.", Mode::Pipelined,
        [](LayoutProblem& problem, Arrangement&) { problem.execution.replicas = 4; });
    row("streamed kernels of two", "The layout has 1 replicas, its kernels are of 2.", Mode::WeightStreaming,
        [](LayoutProblem& problem, Arrangement&) {
            problem.graph = std::make_shared<const KernelGraph>(chain().replicated(2));
        });
    row("uneven shares", "7 samples a step cannot be shared evenly by 2 replicas; 6 and 8 can.", Mode::Pipelined,
        [](LayoutProblem& problem, Arrangement&) { problem.execution.batch = 7; });
    const char* const otherNetwork = "The mapping is of another network: the numbers of kernels differ.";
    row("a kernel too few", otherNetwork, Mode::Pipelined,
        [](LayoutProblem&, Arrangement& arranged) { std::get<Mapping>(arranged).kernels.pop_back(); });
    row("a route too many", otherNetwork, Mode::Pipelined,
        [](LayoutProblem&, Arrangement& arranged) { std::get<Mapping>(arranged).routes.emplace_back(); });
    row("no column of replicas", "0 replicas cannot lie side by side: there are 2.", Mode::Pipelined,
        [](LayoutProblem&, Arrangement& arranged) { std::get<Mapping>(arranged).replicaColumns = 0; });
    row("more columns than replicas", "3 replicas cannot lie side by side: there are 2.", Mode::Pipelined,
        [](LayoutProblem&, Arrangement& arranged) { std::get<Mapping>(arranged).replicaColumns = 3; });
    row("a layer too many", "The schedule is of another network: it has more layers.", Mode::WeightStreaming,
        [](LayoutProblem&, Arrangement& arranged) { std::get<StreamingSchedule>(arranged).retention.resize(3); });
    row("an empty micro-batch", "A micro-batch must be of at least one sample.", Mode::WeightStreaming,
        [](LayoutProblem&, Arrangement& arranged) { std::get<StreamingSchedule>(arranged).microBatch = 0; });
    row("no band", "There must be at least one band of columns.", Mode::WeightStreaming,
        [](LayoutProblem&, Arrangement& arranged) { std::get<StreamingSchedule>(arranged).bands = 0; });
    row("more bands than columns", "The schedule has 2 bands, the fabric 0 columns.", Mode::WeightStreaming,
        [](LayoutProblem&, Arrangement& arranged) { std::get<StreamingSchedule>(arranged).bands = 2; });
    for (const double sparsity : {-0.1, 1.0, std::nan("")})
        row(qPrintable(QString("sparsity %1").arg(sparsity)), "The sparsity must be at least 0 and below 1.",
            Mode::WeightStreaming, [sparsity](LayoutProblem&, Arrangement& arranged) {
                std::get<StreamingSchedule>(arranged).sparsity = sparsity;
            });
}

void LayoutTest::whatIsMalformedIsRefused()
{
    QFETCH(const Fault, fault);
    QFETCH(const QString, sentence);
    const bool streams = fault.mode == Mode::WeightStreaming;
    LayoutProblem problem = problemOf(streams ? 1 : 2);
    Arrangement arrangement = streams ? Arrangement(StreamingSchedule{}) : Arrangement(mappingOf(*problem.graph));
    QVERIFY(Layout::create("good", problem, arrangement).ok());
    fault.make(problem, arrangement);
    const Result<Layout> layout = Layout::create("bad", problem, arrangement);
    QVERIFY(!layout.ok());
    QCOMPARE(QString::fromStdString(layout.error().message), sentence);
}

void LayoutTest::changesShareTheRest()
{
    const Layout layout = pipelined(problemOf(2)).value();
    const Layout named = layout.withName("mine");
    QCOMPARE(QString::fromStdString(named.name()), "mine");
    QVERIFY(named.graph() == layout.graph() && named.mapping() == layout.mapping() && named != layout);
    Mapping moved = layout.mapping();
    moved.kernels.front().rectangle.origin = {50, 60};
    const Layout edited = layout.withMapping(moved);
    QVERIFY(edited.mapping() == moved && edited.problem() == layout.problem());
    QVERIFY(edited.withMapping(layout.mapping()) == layout);
}

void LayoutTest::anotherExecutionIsJudgedAsWell()
{
    const Layout layout = pipelined(problemOf(2)).value();
    Execution execution = layout.execution();
    execution.batch = 32;
    QCOMPARE(qint64{layout.withExecution(execution).value().execution().batch}, qint64{32});
    execution.batch = 31;
    QVERIFY(!layout.withExecution(execution).ok());
    execution.replicas = 1; // its kernels stay those of two
    QVERIFY(!layout.withExecution(execution).ok());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LayoutTest)
#include "layout_test.moc"
