#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "model/evaluate.h"
#include "model/host/input_rate.h"
#include "model/pipelined/pipelined_evaluation.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/streaming/streaming_evaluation.h"
#include "tests/changed_layout.h"
#include "tests/mapping/edit_samples.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// For everything that can bind a layout or be warned of, one layout in which it does, with the facts.
class BottleneckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSlowestKernelBinds();
    void theFullestLinkBinds();
    void theInputBindsAPipeline();
    void theHostBindsAPipeline();
    void arithmeticBindsStreaming();
    void weightsBindStreaming();
    void theInputBindsStreaming();
    void theHostBindsStreaming();
    void whatDoesNotFitIsWarnedOf();
    void deadPesAreWarnedOf();

private:
    static Layout mapped(Mode mode, const std::string& network = "gallery:mnist-mlp")
    {
        MapRequest request;
        request.network = openModel(network, {}).value().network;
        request.installation = readInstallation("cs1").value();
        request.mode = mode;
        return *mapNetwork(request, hostless()).value().layout;
    }
    /// Without the host's fixed time.
    static Assumptions hostless() { return shippedAssumptions().with("host_seconds", 0.0).value(); }
    template <typename Part>
    static KernelId ofMost(const Evaluation& evaluation, const Part& part)
    {
        return std::max_element(evaluation.streaming().phases.begin(), evaluation.streaming().phases.end(),
                                [&](const StreamedPhase& a, const StreamedPhase& b) { return part(a) < part(b); })
            ->kernel;
    }
    static KernelId ofMostArithmetic(const Evaluation& evaluation)
    {
        return ofMost(evaluation, [](const StreamedPhase& phase) { return phase.compute; });
    }
    static KernelId ofLongestStreams(const Evaluation& evaluation)
    {
        return ofMost(evaluation, [](const StreamedPhase& phase) { return phase.streamIn + phase.streamOut; });
    }

    const Layout m_pipelined = mapped(Mode::Pipelined);
    const Layout m_streaming = mapped(Mode::WeightStreaming);
};

void BottleneckTest::theSlowestKernelBinds()
{
    const Layout layout = mapped(Mode::Pipelined, "gallery:lstm-wide"); // its loss is short beside its gradients
    const Evaluation e = evaluatePipelined(layout.problem(), layout.mapping(), hostless());
    const auto* bound = std::get_if<KernelBound>(&e.bottleneck);
    QVERIFY(bound);
    for (const KernelReport& kernel : e.kernels)
        QVERIFY(kernel.cycles <= bound->cycles);
    const KernelReport& slowest = e.kernels[bound->kernel.index()];
    QCOMPARE(slowest.cycles, bound->cycles);
    QCOMPARE(slowest.rectangle.peCount(), bound->pes);
    QCOMPARE(slowestWorkOf(e.pipelined()), bound->cycles);
}

/// Little to compute and ten million values to hand on.
void BottleneckTest::theFullestLinkBinds()
{
    Random random(3);
    const Assumptions& assumptions = shippedAssumptions();
    const std::vector<Kernel> kernels(3, samples::convolution("small", 7, 1, 16, 16));
    const auto graph = std::make_shared<const KernelGraph>(
        KernelGraph::create(kernels, {{KernelId{0}, KernelId{1}, 1000}, {KernelId{1}, KernelId{2}, 10'000'000}}, {})
            .value());
    const Layout layout = samples::cutLayout(graph, readInstallation("cs1").value(), assumptions, random);
    const Evaluation e = evaluatePipelined(layout.problem(), layout.mapping(), assumptions);
    QVERIFY(e.pipelined().transmissionOfSample > e.pipelined().deltaT);
    QCOMPARE(e.bottleneck,
             Bottleneck(LinkBound{EdgeId{1}, Wavelets{e.pipelined().edges[1].transfer.count()}, e.pipelined().deltaT}));
}

void BottleneckTest::theInputBindsAPipeline()
{
    const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", 1000.0).value();
    const Evaluation e = evaluatePipelined(m_pipelined.problem(), m_pipelined.mapping(), slow);
    QCOMPARE(e.pipelined().inputOfSample, Cycles{850'000}); // a thousandth of a second at 0.85 GHz
    QCOMPARE(e.bottleneck, Bottleneck(SampleInputBound{sampleBytes(*m_pipelined.graph()), Cycles{850'000}}));
}

void BottleneckTest::theHostBindsAPipeline()
{
    const Evaluation e = evaluatePipelined(m_pipelined.problem(), m_pipelined.mapping(),
                                           shippedAssumptions().with("host_seconds", 10.0).value());
    QCOMPARE(e.bottleneck, Bottleneck(HostBound{Seconds{10.0}, e.step}));
}

void BottleneckTest::arithmeticBindsStreaming()
{
    const Evaluation e = evaluateStreaming(m_streaming.problem(), m_streaming.schedule(),
                                           hostless().with("streaming_efficiency", 0.01).value());
    QVERIFY(e.streaming().computeOfStep > e.streaming().streamsOfStep);
    QCOMPARE(
        e.bottleneck,
        Bottleneck(ArithmeticBound{ofMostArithmetic(e), e.streaming().computeOfStep, e.streaming().streamsOfStep}));
}

/// Over a thin wire.
void BottleneckTest::weightsBindStreaming()
{
    auto thin = std::make_shared<Installation>(*m_streaming.installation());
    thin->system.io = BytesPerSecond{1e8};
    const Layout single = samples::withBatch(samples::withSchedule(m_streaming, {1, 0.0, {}}), 1);
    const Layout layout = samples::withProblem(single, [&](LayoutProblem& problem) { problem.installation = thin; });
    const Evaluation e = evaluateStreaming(layout.problem(), layout.schedule(), hostless());
    QVERIFY(e.streaming().streamsOfStep > e.streaming().computeOfStep);
    QCOMPARE(
        e.bottleneck,
        Bottleneck(WeightStreamBound{ofLongestStreams(e), e.streaming().computeOfStep, e.streaming().streamsOfStep}));
}

void BottleneckTest::theInputBindsStreaming()
{
    const Evaluation e = evaluateStreaming(m_streaming.problem(), m_streaming.schedule(),
                                           hostless().with("worker_samples_per_second", 1000.0).value());
    QCOMPARE(e.bottleneck, Bottleneck(BatchInputBound{Cycles{850'000 * m_streaming.execution().batch}}));
}

void BottleneckTest::theHostBindsStreaming()
{
    const Evaluation e = evaluateStreaming(m_streaming.problem(), m_streaming.schedule(),
                                           shippedAssumptions().with("host_seconds", 10.0).value());
    QCOMPARE(e.bottleneck, Bottleneck(HostBound{Seconds{10.0}, e.step}));
}

void BottleneckTest::whatDoesNotFitIsWarnedOf()
{
    QVERIFY(evaluateStreaming(m_streaming.problem(), m_streaming.schedule(), shippedAssumptions()).warnings.empty());
    const Layout large = samples::withBatch(samples::withSchedule(m_streaming, {100'000'000, 0.0, {}}), 100'000'000);
    const Evaluation e = evaluateStreaming(large.problem(), large.schedule(), shippedAssumptions());
    QVERIFY(e.memory.worstPe > large.system().usableSram());
    QVERIFY(e.legal());
    QCOMPARE(
        e.warnings,
        (std::vector<LayoutWarning>{MicroBatchTooLarge{100'000'000, e.memory.worstPe, large.system().usableSram()}}));
}

void BottleneckTest::deadPesAreWarnedOf()
{
    auto broken = std::make_shared<Installation>(*m_streaming.installation());
    broken->system.deadPes = {{{3, 4}, 2, 3}, {{4, 4}, 2, 1}}; // one of them twice
    const Layout layout =
        samples::withProblem(m_streaming, [&](LayoutProblem& problem) { problem.installation = broken; });
    QCOMPARE(evaluateStreaming(layout.problem(), layout.schedule(), shippedAssumptions()).warnings,
             std::vector<LayoutWarning>{DeadPesCounted{7}});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BottleneckTest)
#include "bottleneck_test.moc"
