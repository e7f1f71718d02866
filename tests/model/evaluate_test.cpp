#include "formats/networks/model.h"
#include "mapping/kernels/edit_kernel.h"
#include "mapping/map_network.h"
#include "model/evaluate.h"
#include "model/host/input_rate.h"
#include "model/streaming/streaming_cost.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/model/hand_streaming.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

class EvaluateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersFollowTheirDefinitions();
    void aMoveOnlyReroutesItsOwnStreams();
    void streamingByHand();
    void streamingStepIsTheFormula();
    void moreSystemsStreamAShareEach();
    void moreWorkersDeliverMore();
    void tokensAreCountedWhereThereAreAny();

private:
    static MapRequest request(const char* model, Mode mode, const char* machine)
    {
        MapRequest request;
        request.network = openModel(model, {}).value().network;
        request.installation = readInstallation(machine).value();
        request.mode = mode;
        return request;
    }
    static MappedLayout mapped(const char* model, Mode mode, const char* machine = "cs1")
    {
        return mapNetwork(request(model, mode, machine), shippedAssumptions()).value();
    }
};

void EvaluateTest::numbersFollowTheirDefinitions()
{
    const MappedLayout unet = mapped("gallery:unet", Mode::Pipelined);
    const Evaluation& e = *unet.evaluation;
    const double clock = unet.layout->system().clock.count();
    double working = 0.0;
    double area = 0.0;
    for (std::size_t i = 0; i < e.kernels.size(); ++i) {
        const auto pes = static_cast<double>(e.kernels[i].rectangle.peCount());
        working += pes * static_cast<double>(e.kernels[i].cycles.count());
        area += pes;
        QVERIFY(e.kernels[i].cycles <= e.pipelined().deltaT);
    }
    QCOMPARE(e.numbers.compute.count(), clock / static_cast<double>(e.pipelined().deltaT.count()));
    QCOMPARE(e.numbers.transmission->count(), clock / static_cast<double>(e.pipelined().transmissionOfSample.count()));
    QCOMPARE(e.numbers.samples.count(),
             std::min({e.numbers.compute.count(), e.numbers.transmission->count(), e.inputSamples.count()}));
    QVERIFY(
        std::abs(e.numbers.computeUtilization - working / (area * static_cast<double>(e.pipelined().deltaT.count())))
        < 1e-12);
    QVERIFY(e.numbers.activePes >= area / static_cast<double>(unet.layout->system().peCount()));
    QVERIFY(e.numbers.activePes <= 1.0);
    std::uint32_t fullest = 0;
    for (const Direction direction : {Direction::East, Direction::West, Direction::South, Direction::North})
        for (int y = 0; y < e.pipelined().loads.rows(); ++y)
            for (int x = 0; x < e.pipelined().loads.columns(); ++x)
                fullest = std::max(fullest, e.pipelined().loads.at(direction, {x, y}));
    QCOMPARE(std::int64_t{fullest}, e.pipelined().transmissionOfSample.count());
    QVERIFY(e.memory.worstPe <= e.memory.capacity);
    QVERIFY(e.areaBound >= e.numbers.compute); // nothing is faster than its bound
}

void EvaluateTest::aMoveOnlyReroutesItsOwnStreams()
{
    const MappedLayout start = mapped("gallery:resnet50", Mode::Pipelined);
    const KernelId id{20};
    const Layout moved = movedKernel(
        {start.layout, start.evaluation, std::make_shared<const Assumptions>(shippedAssumptions())}, id, {5, 5});
    const auto& before = start.layout->mapping();
    const auto& after = moved.mapping();
    for (std::size_t i = 0; i < before.routes.size(); ++i) {
        const Edge& edge = moved.graph()->edges()[i];
        if (edge.from == id || edge.to == id)
            continue;
        QCOMPARE(after.routes[i].order, before.routes[i].order);
        QCOMPARE(after.routes[i].shift, before.routes[i].shift);
    }
    for (std::size_t k = 0; k < before.kernels.size(); ++k)
        QCOMPARE(after.kernels[k] == before.kernels[k], k != id.index());
}

/// MODEL section 4 for one linear layer, worked out by hand.
void EvaluateTest::streamingByHand()
{
    Kernel kernel = samples::convolution("linear", 1, 1, 2000, 3000);
    kernel.convs = {{128, 1, 1, 1, 2000, 3000, 1}};
    kernel.inputElements = 128LL * 2000;
    kernel.outputElements = 128LL * 3000;
    StreamingCost cost = samples::handStreaming(100);
    const double a = 16.0 + 13.0 / 2.0; // 12,800 tokens over 994 rows
    QCOMPARE(static_cast<double>(cost.compute(kernel, Phase::Forward).count()), std::ceil(3000 * 3 * a + 3000 * a));
    QCOMPARE(static_cast<double>(cost.compute(kernel, Phase::InputGradient).count()),
             std::ceil(2000 * 4 * a + 2000 * a));
    QCOMPARE(static_cast<double>(cost.compute(kernel, Phase::WeightGradient).count()), std::ceil(3000 * 3 * a));
    QCOMPARE(static_cast<double>(cost.streamIn(kernel, Phase::Forward).count()), std::ceil(2.0 * 6e6 / 150e9 * 0.85e9));
    QCOMPARE(static_cast<double>(cost.streamOut(kernel, Phase::WeightGradient).count()),
             std::ceil(4.0 * 6e6 / 150e9 * 0.85e9));
    QCOMPARE(cost.filled(kernel).ofBand, (PeRect{{0, 0}, 750, 994}));
    cost.sparsity = 0.8; // index and value: 4 B x 0.2 is less than 2 B
    QCOMPARE(static_cast<double>(cost.streamIn(kernel, Phase::Forward).count()),
             std::ceil(4.0 * 6e6 * (1.0 - 0.8) / 150e9 * 0.85e9));
    QCOMPARE(qint64{cost.activationsPerPe(kernel).count()}, 2LL * 13 * 4);
    QCOMPARE(qint64{cost.inputGradientPerPe(kernel, kernel.inputElements).count()}, 2LL * 13 * 3);
    QCOMPARE(static_cast<double>(cost.spill(kernel).count()), std::ceil(2.0 * 128 * 3000 * 100 / 150e9 * 0.85e9));
}

void EvaluateTest::streamingStepIsTheFormula()
{
    const MappedLayout bert = mapped("gallery:bert-large", Mode::WeightStreaming, "cs2");
    const Evaluation& e = *bert.evaluation;
    const double least = std::ceil(shippedAssumptions()["phase_seconds"] * 0.85e9);
    double cycles = static_cast<double>(e.streaming().phases.front().streamIn.count());
    for (std::int64_t batch = 0; batch < e.streaming().microBatches; ++batch)
        for (std::size_t i = 0; i < e.streaming().phases.size(); ++i) {
            const StreamedPhase& phase = e.streaming().phases[i];
            const auto next =
                static_cast<double>(e.streaming().phases[(i + 1) % e.streaming().phases.size()].streamIn.count());
            const double own = std::max(
                static_cast<double>(std::max({phase.compute, phase.streamIn, phase.streamOut}).count()), least);
            const bool isLast =
                batch + 1 == e.streaming().microBatches && i + 1 == e.streaming().phases.size(); // nothing follows it
            cycles += isLast ? own : phase.overlapped ? std::max(own, next) : own + next;
        }
    cycles += static_cast<double>(e.streaming().tail.count());
    const double expected = cycles / 0.85e9 + shippedAssumptions()["host_seconds"];
    QVERIFY(std::abs(e.step.count() / expected - 1.0) < 1e-12);
    const auto first = std::count_if(e.streaming().phases.begin(), e.streaming().phases.end(),
                                     [](const StreamedPhase& p) { return p.phase != Phase::Recompute; });
    QCOMPARE(static_cast<std::size_t>(first),
             bert.layout->graph()->size() * 3 - 2); // token and type look-ups have no input gradient
}

void EvaluateTest::moreSystemsStreamAShareEach()
{
    MapRequest wanted = request("gallery:bert-large", Mode::WeightStreaming, "cs2-cluster");
    wanted.execution.batch = 4096;
    const double one = mapNetwork(wanted, shippedAssumptions()).value().evaluation->stepSamples.count();
    wanted.execution.systems = 4;
    const double four = mapNetwork(wanted, shippedAssumptions()).value().evaluation->stepSamples.count();
    QVERIFY2(four > 3.0 * one && four <= 4.05 * one, qPrintable(QString::number(four / one)));
    wanted.execution.systems = 1000;
    QVERIFY(mapNetwork(wanted, shippedAssumptions()).error().code == ErrorCode::Usage);
}

void EvaluateTest::moreWorkersDeliverMore()
{
    MapRequest wanted = request("gallery:resnet50", Mode::Pipelined, "neocortex-2021");
    LayoutProblem problem = mapNetwork(wanted, shippedAssumptions()).value().layout->problem();
    Cycles last{std::int64_t{1} << 60};
    for (const int workers : {1, 2, 4, 6}) {
        problem.execution.workers = workers;
        const Cycles input = inputCycles(problem, shippedAssumptions());
        QVERIFY(input < last);
        last = input;
    }
    // one worker's 12.5 GB/s for 301,056 bytes at 0.85 GHz
    problem.execution.workers = 1;
    QCOMPARE(qint64{inputCycles(problem, shippedAssumptions()).count()}, qint64(std::ceil(301056 / 12.5e9 * 0.85e9)));
}

void EvaluateTest::tokensAreCountedWhereThereAreAny()
{
    const Evaluation bert = *mapped("gallery:bert-large", Mode::WeightStreaming, "cs2").evaluation;
    QCOMPARE(bert.tokensPerSecond.value_or(0.0), 512.0 * bert.numbers.samples.count());
    QVERIFY(!mapped("gallery:mnist-mlp", Mode::Pipelined).evaluation->tokensPerSecond);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::EvaluateTest)
#include "evaluate_test.moc"
