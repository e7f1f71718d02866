#include "core/layout/footprint.h"
#include "emulator/step/digest.h"
#include "emulator/step/fields/field_evaluator.h"
#include "mapping/kernels/edit_kernel.h"
#include "sample_runs.h"
#include "tests/test_class.h"

#include <QTest>

#include <set>

namespace waferscope {

/// Replicas of a network run side by side, fed in turn, and update together.
class ReplicasTest : public QObject {
    Q_OBJECT

private slots:
    void rateIsTheFormulasButForTheStalls_data();
    void rateIsTheFormulasButForTheStalls();
    void everySampleEntersOnce();
    void likesUpdateTogether();
    void aSlowReplicaHoldsUpTheOthers();
    void digestIsOfTheRunNotOfTheThreads();

private:
    /// A random network side by side on one fabric, `columns` PEs apart.
    static samples::Case replicated(std::uint64_t seed, int replicas, std::int64_t batch)
    {
        constexpr int kColumns = 70;
        const samples::Case one = samples::randomCase(seed, batch);
        LayoutProblem problem = one.layout->problem();
        problem.installation = samples::smallMachine(kColumns * replicas, 320);
        problem.execution.replicas = replicas;
        problem.graph = std::make_shared<const KernelGraph>(one.layout->graph()->replicated(replicas));
        const auto& first = one.layout->mapping();
        Mapping all;
        all.replicaColumns = replicas;
        for (int replica = 0; replica < replicas; ++replica) {
            for (PlacedKernel kernel : first.kernels) {
                kernel.rectangle.origin.x += replica * kColumns;
                all.kernels.push_back(std::move(kernel));
            }
            all.routes.insert(all.routes.end(), first.routes.begin(), first.routes.end());
        }
        samples::Case made = samples::evaluated(Layout::create("replicas", std::move(problem), std::move(all)).value());
        WAFERSCOPE_CHECK(made.evaluation->legal());
        return made;
    }

    /// All spans of an actor's phase in the first step.
    static std::vector<Span> spansOf(const Emulation& emulation, const Actor& actor, Phase phase)
    {
        std::vector<Span> found;
        for (const SpanChunk& chunk : emulation.log.chunks)
            for (const Span& span : *chunk)
                if (span.actor == actor && span.phase == phase && span.step == 0)
                    found.push_back(span);
        return found;
    }
};

void ReplicasTest::rateIsTheFormulasButForTheStalls_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 30; ++seed)
        QTest::addRow("network %d", seed) << seed;
}

/// Within 1 % of the formula's for all replicas; and busy, idle and stalled cycles of every kernel are the run's.
void ReplicasTest::rateIsTheFormulasButForTheStalls()
{
    QFETCH(const int, seed);
    const int replicas = 2 + seed % 4;
    const samples::Case made = replicated(static_cast<std::uint64_t>(seed), replicas, 600 * replicas);
    const Emulation run = samples::emulated(made);
    Cycles lost{0};
    for (const Cycles cycles : run.stalls)
        lost += cycles;
    const double share = static_cast<double>(lost.count()) / static_cast<double>(run.steady.count());
    const double expected = samples::unhinderedRate(made) * (1.0 - share);
    QVERIFY2(std::abs(run.samples.count() / expected - 1.0) < 0.01,
             qPrintable(QStringLiteral("%1 against %2").arg(run.samples.count()).arg(expected)));
    for (const KernelTime& kernel : run.kernels) {
        Cycles all = kernel.busy + kernel.idle;
        for (const Cycles cycles : kernel.stalled)
            all += cycles;
        QCOMPARE(all, run.cycles);
    }
}

/// One after the other from the workers, replica after replica.
void ReplicasTest::everySampleEntersOnce()
{
    const samples::Case made = replicated(7, 3, 90);
    const Emulation run = samples::emulated(made, 1);
    std::set<std::int64_t> entered;
    std::set<std::int64_t> computed;
    const auto collect = [](const std::vector<Span>& spans, std::set<std::int64_t>& samples) {
        for (const Span& span : spans)
            for (std::int64_t i = 0; i < span.repeats; ++i)
                QVERIFY(samples.insert(span.firstSample + i * span.sampleStride).second);
    };
    collect(spansOf(run, WorkerActor{}, Phase::Input), entered);
    const std::size_t ofReplica = made.layout->graph()->kernelsOfReplica();
    for (std::size_t replica = 0; replica < 3; ++replica)
        collect(spansOf(run, KernelActor{KernelId{replica * ofReplica}}, Phase::Forward), computed);
    QCOMPARE(entered.size(), std::size_t{90});
    QCOMPARE(*entered.rbegin(), 89);
    QVERIFY(computed == entered);
}

/// A kernel's all-reduce and update begin in all replicas when the last has its gradients.
void ReplicasTest::likesUpdateTogether()
{
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const samples::Case made = replicated(seed, 3, 60);
        if (made.layout->execution().run == Run::Infer)
            continue;
        const Emulation run = samples::emulated(made, 1);
        const std::size_t ofReplica = made.layout->graph()->kernelsOfReplica();
        for (std::size_t kernel = 0; kernel < ofReplica; ++kernel) {
            const auto first = spansOf(run, KernelActor{KernelId{kernel}}, Phase::Update);
            for (std::size_t replica = 1; replica < 3; ++replica) {
                const auto like = spansOf(run, KernelActor{KernelId{replica * ofReplica + kernel}}, Phase::Update);
                QCOMPARE(like.size(), first.size());
                if (first.empty())
                    continue;
                QCOMPARE(like.front().start, first.front().start);
                QVERIFY(like.front().length >= made.evaluation->kernels[kernel].allReduce);
            }
        }
    }
}

/// A kernel of the second replica takes longer: the workers wait for its replica, so all go at its pace.
void ReplicasTest::aSlowReplicaHoldsUpTheOthers()
{
    const samples::Case even = replicated(3, 3, 1800);
    const Layout& layout = *even.layout;
    const std::size_t ofReplica = layout.graph()->kernelsOfReplica();
    Mapping mapping = layout.mapping();
    for (std::size_t kernel = ofReplica; kernel < 2 * ofReplica; ++kernel) {
        PlacedKernel& placed = mapping.kernels[kernel];
        placed.arguments = {1, 1, {{1, 1}}};
        placed.rectangle = rectangleOf(layout.graph()->kernels()[kernel], placed.arguments, placed.rotation,
                                       layout.execution().run, placed.rectangle.origin);
    }
    const samples::Case slow = samples::evaluated(layout.withMapping(std::move(mapping)));
    QVERIFY(slow.evaluation->legal());
    QVERIFY(slow.evaluation->pipelined().deltaT > even.evaluation->pipelined().deltaT);
    const Emulation run = samples::emulated(slow);
    Cycles lost{0};
    for (const Cycles cycles : run.stalls)
        lost += cycles;
    const double share = static_cast<double>(lost.count()) / static_cast<double>(run.steady.count());
    QVERIFY(std::abs(run.samples.count() / (samples::unhinderedRate(slow) * (1.0 - share)) - 1.0) < 0.01);
    const KernelTime& quick = run.kernels[0];
    Cycles waited{0};
    for (const Cycles cycles : quick.stalled)
        waited += cycles;
    QVERIFY(waited.count() > 0);
}

void ReplicasTest::digestIsOfTheRunNotOfTheThreads()
{
    const samples::Case made = replicated(5, 3, 60);
    const auto digest = [&made](int threads) {
        const Emulation run = samples::emulated(made, 2, threads);
        const FieldEvaluator fields(made.layout, made.evaluation, shippedAssumptions(), run.log);
        return digestOf(run, fields, threads).value().value;
    };
    QCOMPARE(digest(1), digest(2));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReplicasTest)
#include "replicas_test.moc"
