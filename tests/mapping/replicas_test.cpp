#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/kernels/edit_kernel.h"
#include "mapping/map_network.h"
#include "mapping/pipelined/replica_search.h"
#include "mapping/thread_limit.h"
#include "model/evaluate.h"
#include "model/live_evaluation.h"
#include "model/pipelined/area_bound.h"
#include "model/pipelined/pipelined_formulas.h"
#include "model/pipelined/replica_all_reduce.h"
#include "tests/changed_layout.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Replicas of a network on one wafer: where they lie, what they are worth together, and what they cost.
class ReplicasTest : public QObject {
    Q_OBJECT

private slots:
    void everyCutHoldsAllReplicas();
    void replicasLieAlikeAndAreLegal_data();
    void replicasLieAlikeAndAreLegal();
    void noReplicaCoversADeadPe();
    void lockedKernelsAreNotLaidAside();
    void theInputIsSharedByAll();
    void gradientsAreSummedAsWorkedOutByHand();
    void kernelsInARowShareTheirLinks();
    void theSlowestReplicaSetsTheRate();
    void liveEvaluationIsTheSame();
    void threadsChangeNothing();
    void streamedWeightsHaveOne();
    void whatCannotBeIsRefused_data();
    void whatCannotBeIsRefused();

private:
    static MapRequest request(const char* model, int replicas, std::int64_t batch = 4096)
    {
        MapRequest request;
        request.network = openModel(model, {}).value().network;
        request.installation = readInstallation("cs1").value();
        request.execution.replicas = replicas;
        request.execution.batch = batch;
        request.placing.moves = 3000;
        return request;
    }
    static MappedLayout mapped(int replicas)
    {
        return mapNetwork(request("gallery:mnist-mlp", replicas), shippedAssumptions()).value();
    }
    static const Mapping& mappingOf(const MappedLayout& mapped) { return mapped.layout->mapping(); }
};

/// As many tiles as replicas or more, and fewer with a row or a column less.
void ReplicasTest::everyCutHoldsAllReplicas()
{
    const System system = readSystem("cs1").value();
    for (int replicas = 1; replicas < 200; ++replicas) {
        const std::vector<Tiling> tilings = tilingsOf(replicas, system);
        QVERIFY(!tilings.empty());
        for (const Tiling& tiling : tilings) {
            QVERIFY(tiling.columns * tiling.rows >= replicas);
            QVERIFY((tiling.columns - 1) * tiling.rows < replicas);
            QVERIFY(tiling.columns * (tiling.rows - 1) < replicas);
        }
    }
    QVERIFY(tilingsOf(16, system).front() == (Tiling{4, 4}));
    QVERIFY(tilingsOf(system.columns * system.rows + 1, system).empty());
}

void ReplicasTest::replicasLieAlikeAndAreLegal_data()
{
    QTest::addColumn<int>("replicas");
    for (const int replicas : {2, 4, 16, 64})
        QTest::addRow("%d replicas", replicas) << replicas;
}

/// Every replica is the first one moved onto its tile, and the wafer takes as many samples as all replicas together.
void ReplicasTest::replicasLieAlikeAndAreLegal()
{
    QFETCH(const int, replicas);
    const MappedLayout all = mapped(replicas);
    const KernelGraph& graph = *all.layout->graph();
    const Mapping& mapping = mappingOf(all);
    QVERIFY(all.evaluation->legal());
    QCOMPARE(graph.replicas(), replicas);
    const PeCoord corner = mapping.kernels[0].rectangle.origin;
    for (std::size_t i = 0; i < graph.size(); ++i) {
        const PlacedKernel& first = mapping[graph.firstLike(KernelId{i})];
        const PeCoord own = mapping.kernels[i - graph.firstLike(KernelId{i}).index()].rectangle.origin;
        PlacedKernel moved = first;
        moved.rectangle.origin.x += own.x - corner.x;
        moved.rectangle.origin.y += own.y - corner.y;
        QVERIFY(mapping.kernels[i] == moved);
    }
    for (std::size_t i = 0; i < mapping.routes.size(); ++i)
        QVERIFY(mapping.routes[i] == mapping.routes[i % graph.edgesOfReplica()]);
    const Evaluation& found = *all.evaluation;
    const double clock = all.layout->system().clock.count();
    QCOMPARE(found.numbers.samples.count(), replicas * clock / static_cast<double>(periodOf(found).count()));
    QCOMPARE(found.numbers.compute.count(), replicas * clock / static_cast<double>(found.pipelined().deltaT.count()));
    QVERIFY(found.numbers.samples <= found.areaBound);
    QCOMPARE(found.areaBound, evaluate(*all.layout, shippedAssumptions()).areaBound);
    QVERIFY(found == evaluate(*all.layout, shippedAssumptions()));
}

/// Dead PEs of every replica's tile count for all, since all lie alike: here one inside each of the four.
void ReplicasTest::noReplicaCoversADeadPe()
{
    MapRequest four = request("gallery:mnist-mlp", 4);
    Installation broken = *four.installation;
    const int columns = broken.system.columns;
    const int rows = broken.system.rows;
    broken.system.deadPes = {{{columns / 5, rows / 10}, 1, 2},
                             {{columns / 4, rows / 3}, 2, 1},
                             {{columns / 3, rows * 6 / 10}, 1, 1},
                             {{columns / 6, rows * 9 / 10}, 3, 1},
                             {{columns / 2 - 2, rows / 2 - 2}, 4, 4}};
    four.installation = std::make_shared<const Installation>(broken);
    const MappedLayout found = mapNetwork(four, shippedAssumptions()).value();
    QVERIFY(found.evaluation->legal());
    for (const PlacedKernel& kernel : mappingOf(found).kernels)
        for (const PeRect& dead : broken.system.deadPes)
            QVERIFY(!kernel.rectangle.overlaps(dead));
}

/// What a person has locked does not move unasked: one sentence says what to do.
void ReplicasTest::lockedKernelsAreNotLaidAside()
{
    Layout locked = samples::withMapping(*mapped(1).layout, [](Mapping& mapping) { mapping.kernels[0].locked = true; });
    MapRequest four = request("gallery:mnist-mlp", 4);
    four.locks = std::make_shared<const Layout>(std::move(locked));
    const auto refused = mapNetwork(four, shippedAssumptions());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::Usage);
    QVERIFY(refused.error().message.find("unlock them first") != std::string::npos);
}

/// 1,000 samples a second from the workers are all that any number of replicas can take, and their kernels stay small.
void ReplicasTest::theInputIsSharedByAll()
{
    const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", 1000.0).value();
    double pes = 0.0;
    for (const int replicas : {1, 4}) {
        MapRequest wanted = request("gallery:mnist-mlp", replicas);
        wanted.execution.workers = 1;
        const MappedLayout all = mapNetwork(wanted, slow).value();
        QCOMPARE(all.evaluation->numbers.samples, all.evaluation->inputSamples);
        QVERIFY(std::abs(all.evaluation->numbers.samples.count() - 1000.0) < 1.0);
        QCOMPARE(kindOf(all.evaluation->bottleneck), BottleneckKind::Input);
        QVERIFY(all.evaluation->numbers.activePes < 0.05);
        pes = all.evaluation->numbers.activePes;
    }
    QVERIFY(pes > 0.0);
}

namespace {

/// Kernels of 8 x 8 weights on 6 x 5 PEs each, side by side 8 apart, in replicas on a grid of 20 x 10 PEs.
Layout gridLayout(int kernels, int replicas, int columns)
{
    std::vector<Kernel> list;
    list.reserve(static_cast<std::size_t>(kernels));
    for (int i = 0; i < kernels; ++i)
        list.push_back(samples::convolution("k" + std::to_string(i), 4, 1, 8, 8));
    const KernelGraph one = KernelGraph::create(std::move(list), {}, {}).value();
    LayoutProblem problem;
    problem.installation = readInstallation("cs1").value();
    problem.execution.replicas = replicas;
    problem.graph = std::make_shared<const KernelGraph>(one.replicated(replicas));
    Mapping mapping;
    mapping.replicaColumns = columns;
    const ExecutionArguments arguments{1, 1, {{4, 2}}};
    for (int replica = 0; replica < replicas; ++replica)
        for (int i = 0; i < kernels; ++i)
            mapping.kernels.push_back(
                {arguments, {{replica % columns * 20 + 8 * i, replica / columns * 10}, 6, 5}, Rotation::R0, false});
    return Layout::create("grid", std::move(problem), std::move(mapping)).value();
}

ReplicaAllReduce allReduceOf(const Layout& layout)
{
    return waferscope::allReduceOf(layout.problem(), layout.mapping(),
                                   RouterConfig::of(layout.problem(), shippedAssumptions()));
}

} // namespace

/// 64 gradients of 4 bytes. Side by side they run on 5 lanes, the height of the kernels, in ceil(64 / 5) = 13 wavelets,
/// over the 15 hops from x = 5 to x = 20: 2 (13 + 15) + 5 (1 + 1) = 66, with 2 T_R + 1 = 5. In two rows of two, the way
/// to the farthest replica is 6 hops down, from y = 4 to y = 10, and 15 to the right: 2 (13 + 21) + 5 (2 + 1) = 83.
void ReplicasTest::gradientsAreSummedAsWorkedOutByHand()
{
    QVERIFY(allReduceOf(gridLayout(1, 1, 1)).kernels.empty());
    const ReplicaAllReduce pair = allReduceOf(gridLayout(1, 2, 2));
    QCOMPARE(pair.fullest, Wavelets{13});
    QVERIFY(pair.kernels == (std::vector{Cycles{66}, Cycles{66}}));
    QVERIFY(allReduceOf(gridLayout(1, 4, 2)).kernels == std::vector(4, Cycles{83}));

    const Layout inferring =
        samples::withProblem(gridLayout(1, 2, 2), [](LayoutProblem& problem) { problem.execution.run = Run::Infer; });
    QVERIFY(allReduceOf(inferring).kernels.empty());

    const Layout layout = gridLayout(1, 2, 2);
    const Evaluation with = evaluate(layout, shippedAssumptions());
    const Evaluation without = evaluate(gridLayout(1, 1, 1), shippedAssumptions());
    QCOMPARE(with.kernels[1].allReduce, Cycles{66});
    // of 256 samples 128 in each replica, and 66 cycles more for the update
    const double less = static_cast<double>(128 * periodOf(with).count() - 66) / layout.system().clock.count();
    QVERIFY(std::abs(without.step.count() - with.step.count() - less) < 1e-12);
}

/// Lanes of the first kernel run from x = 5 to x = 20, of the second, on the same rows, from 13 to 28: 26 wavelets
/// where they meet.
void ReplicasTest::kernelsInARowShareTheirLinks()
{
    const ReplicaAllReduce allReduce = allReduceOf(gridLayout(2, 2, 2));
    QCOMPARE(allReduce.fullest, Wavelets{26});
    QVERIFY(allReduce.kernels == std::vector(4, Cycles{2 * (26 + 15) + 10}));
}

/// One kernel of the third replica in half its place: the other replicas stay, and all wait for it.
void ReplicasTest::theSlowestReplicaSetsTheRate()
{
    const MappedLayout all = mapped(4);
    const KernelId third{2 * all.layout->graph()->kernelsOfReplica()};
    const PeRect& whole = mappingOf(all)[third].rectangle;
    const EditStart start{all.layout, all.evaluation, std::make_shared<const Assumptions>(shippedAssumptions())};
    const Layout edited =
        resizedKernel(start, third, {whole.origin, std::max(1, whole.width / 2), std::max(1, whole.height / 2)})
            .value();
    const auto& now = edited.mapping().kernels;
    for (std::size_t i = 0; i < now.size(); ++i)
        QVERIFY(i == third.index() || now[i] == mappingOf(all).kernels[i]);
    const Evaluation found = evaluate(edited, shippedAssumptions());
    QVERIFY(found.legal());
    QVERIFY(found.kernels[third.index()].cycles > periodOf(*all.evaluation));
    QCOMPARE(found.pipelined().deltaT, found.kernels[third.index()].cycles);
    QCOMPARE(found.numbers.samples.count(),
             4 * edited.system().clock.count() / static_cast<double>(found.pipelined().deltaT.count()));
    QCOMPARE(kernelOf(found.bottleneck, *edited.graph()), std::optional(third));
}

void ReplicasTest::liveEvaluationIsTheSame()
{
    const MappedLayout all = mapped(4);
    const auto assumptions = std::make_shared<const Assumptions>(shippedAssumptions());
    LiveEvaluation live;
    live.remember(all.layout, assumptions, all.evaluation);
    const KernelId second{all.layout->graph()->kernelsOfReplica() + 1};
    const PeCoord place = mappingOf(all)[second].rectangle.origin;
    const auto moved = std::make_shared<const Layout>(
        movedKernel({all.layout, all.evaluation, assumptions}, second, {place.x + 1, place.y + 2}));
    QVERIFY(*live.evaluate(moved, assumptions) == evaluate(*moved, *assumptions));
}

void ReplicasTest::threadsChangeNothing()
{
    const auto once = [](int threads) {
        const ThreadLimit limit(threads);
        return mapped(8);
    };
    QVERIFY(mappingOf(once(1)) == mappingOf(once(2)));
}

/// Replicas that a request brings along, of a pipelined layout before, are no matter of the other mode.
void ReplicasTest::streamedWeightsHaveOne()
{
    MapRequest wanted = request("gallery:mnist-mlp", 4);
    wanted.mode = Mode::WeightStreaming;
    const MappedLayout streamed = mapNetwork(wanted, shippedAssumptions()).value();
    QCOMPARE(streamed.layout->execution().replicas, 1);
    QCOMPARE(streamed.layout->graph()->replicas(), 1);
    wanted.execution.replicas = 1;
    QVERIFY(*streamed.evaluation == *mapNetwork(wanted, shippedAssumptions()).value().evaluation);
}

void ReplicasTest::whatCannotBeIsRefused_data()
{
    QTest::addColumn<int>("replicas");
    QTest::addColumn<int>("batch");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("uneven") << 3 << 256 << "256 samples a step cannot be shared evenly by 3 replicas; 255 and 258 can.";
    QTest::newRow("none") << 0 << 256 << "Batch, workers, systems and replicas must be at least 1.";
    QTest::newRow("too many")
        << 131072 << 131072
        << "131072 replicas of mnist-mlp do not fit on Cerebras CS-1: one does not fit on its share of 3 PEs.";
}

void ReplicasTest::whatCannotBeIsRefused()
{
    QFETCH(const int, replicas);
    QFETCH(const int, batch);
    QFETCH(const QString, sentence);
    const auto refused = mapNetwork(request("gallery:mnist-mlp", replicas, batch), shippedAssumptions());
    QVERIFY(!refused.ok());
    QCOMPARE(QString::fromStdString(refused.error().message), sentence);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReplicasTest)
#include "replicas_test.moc"
