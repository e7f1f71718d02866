#include "core/machine/assumptions.h"
#include "core/machine/execution.h"
#include "model/pipelined/kernel_cost.h"
#include "tests/mapping/sample_graphs.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What replicas of a network are, before they have places.
class ReplicasTest : public QObject {
    Q_OBJECT

private slots:
    void replicasAreLikeTheFirst();
    void samplesAreSharedEvenlyOrNot_data();
    void samplesAreSharedEvenlyOrNot();
    void gradientsAreOfTheWeightsHeld();
    void aLayersDensityIsThatOfItsReplicas();
};

/// Kernels, streams and inputs of every replica are those of the first, with the ids of their own replica.
void ReplicasTest::replicasAreLikeTheFirst()
{
    const KernelGraph one = samples::residual({2, 1});
    const KernelGraph all = one.replicated(3);
    QCOMPARE(all.replicas(), 3);
    QCOMPARE(all.size(), 3 * one.size());
    QCOMPARE(all.edges().size(), 3 * one.edges().size());
    QCOMPARE(all.inputs().size(), 3 * one.inputs().size());
    QCOMPARE(all.kernels()[0].name, std::string("stem"));
    QCOMPARE(all.kernels()[one.size()].name, std::string("stem (2)"));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const KernelId first = all.firstLike(KernelId{i});
        Kernel renamed = all.kernels()[i];
        renamed.name = one[first].name;
        QVERIFY(renamed == one[first]);
        QCOMPARE(all.levelsBeforeLast(KernelId{i}), one.levelsBeforeLast(first));
        QCOMPARE(all.edgesInto(KernelId{i}).size(), one.edgesInto(first).size());
        for (const EdgeId edge : all.edgesInto(KernelId{i}))
            QCOMPARE(all[edge].from.index() / one.size(), i / one.size()); // none from another replica
    }
    QVERIFY(all.allLike({KernelId{1}})
            == (std::vector{KernelId{1}, KernelId{1 + one.size()}, KernelId{1 + 2 * one.size()}}));
}

void ReplicasTest::samplesAreSharedEvenlyOrNot_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("systems");
    QTest::addColumn<int>("replicas");
    QTest::addColumn<int>("ofReplica");
    QTest::addColumn<QString>("error");
    QTest::newRow("evenly") << 256 << 1 << 16 << 16 << "";
    QTest::newRow("of a system") << 256 << 2 << 8 << 16 << "";
    QTest::newRow("unevenly") << 256 << 1 << 3 << 86
                              << "256 samples a step cannot be shared evenly by 3 replicas; 255 and 258 can.";
    QTest::newRow("too few") << 4 << 1 << 8 << 1
                             << "4 samples a step cannot be shared evenly by 8 replicas; 8 is the least that can.";
}

void ReplicasTest::samplesAreSharedEvenlyOrNot()
{
    QFETCH(int, batch);
    QFETCH(int, systems);
    QFETCH(int, replicas);
    QFETCH(int, ofReplica);
    QFETCH(QString, error);
    Execution execution;
    execution.batch = batch;
    execution.systems = systems;
    execution.replicas = replicas;
    QCOMPARE(samplesPerReplica(execution), ofReplica);
    const std::optional<Error> found = unevenShares(execution);
    QCOMPARE(QString::fromStdString(found ? found->message : ""), error);
}

/// Its parameters, or a matrix that it shares with another layer, which counts as that layer's; none without weights.
void ReplicasTest::gradientsAreOfTheWeightsHeld()
{
    Kernel kernel = samples::convolution("a", 7, 3, 8, 16);
    kernel.parameters += 16; // a bias
    QCOMPARE(gradientValues(kernel), 3 * 3 * 8 * 16 + 16);
    kernel.parameters = 0;
    QCOMPARE(gradientValues(kernel), 3 * 3 * 8 * 16);
    kernel.experts = 4;
    QCOMPARE(gradientValues(kernel), 4 * 3 * 3 * 8 * 16);
    kernel.kind = KernelKind::Product;
    QCOMPARE(gradientValues(kernel), 0);
    kernel.kind = KernelKind::Channelwise;
    kernel.parameters = 32;
    QCOMPARE(gradientValues(kernel), 32);
}

void ReplicasTest::aLayersDensityIsThatOfItsReplicas()
{
    const LayerValues values(1.0, {{"conv", 0.5}});
    for (const char* kernel : {"conv", "conv 2", "conv (2)", "conv 2 (13)", "conv/filter (4)"})
        QCOMPARE(values.of(kernel), 0.5);
    for (const char* kernel : {"conv2", "conv (two)", "other (2)"})
        QCOMPARE(values.of(kernel), 1.0);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReplicasTest)
#include "replicas_test.moc"
