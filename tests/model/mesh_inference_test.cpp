#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/kernels/network_to_kernels.h"
#include "model/mesh/mesh_inference.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Products on a square of PEs, and the reading of a prompt.
class MeshInferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProductByHand();
    void streamsBindWherePesHaveLittleToDo();
    void aPromptIsItsProductsInTurn();
    void whatReadsNoTokensIsRefused();
};

/// 8 steps: blocks of 2 x 3 and 3 x 5, 30 multiply-adds at 2 a cycle, and 7 cycles of shift.
void MeshInferenceTest::aProductByHand()
{
    QCOMPARE(cyclesOf({16, 24, 40}, 8, {4.0, 0.5, 7.0}), 8.0 * (15.0 + 7.0));
    QCOMPARE(cyclesOf({15, 23, 39}, 8, {4.0, 0.5, 7.0}), 8.0 * (15.0 + 7.0)); // the largest block counts
}

void MeshInferenceTest::streamsBindWherePesHaveLittleToDo()
{
    QCOMPARE(cyclesOf({8, 80, 8}, 8, {4.0, 1.0, 0.0}),
             8.0 * 10.0); // 10 values of each, two a wavelet; 2.5 cycles of work
}

/// A layer of 64 features and 2 heads: q, k, v and output of 64 x 64, gate, up and down of 64 x 256; all heads'
/// scores and values one product each.
void MeshInferenceTest::aPromptIsItsProductsInTurn()
{
    const auto network = openModelSized("family:llama",
                                        {{"layers", "1"},
                                         {"hidden", "64"},
                                         {"heads", "2"},
                                         {"kv_heads", "2"},
                                         {"ff", "256"},
                                         {"vocab", "100"},
                                         {"sequence", "32"}})
                             .value()
                             .network;
    System system = readSystem("cs2").value();
    system.columns = system.rows = 16;
    const KernelGraph graph = kernelsOf(*network, Precision::Fp16).value();
    const MeshCost cost = MeshCost::of(system, Precision::Fp16, shippedAssumptions());
    const double cycles = 4.0 * cyclesOf({32, 64, 64}, 16, cost) + 2.0 * cyclesOf({32, 64, 256}, 16, cost)
        + cyclesOf({32, 256, 64}, 16, cost) + cyclesOf({32, 64, 32}, 16, cost) + cyclesOf({32, 32, 64}, 16, cost);
    const double tokens = prefillTokensPerSecond(graph, system, Precision::Fp16, shippedAssumptions()).value();
    const double expected = 32.0 * system.clock.count() / cycles;
    QVERIFY2(std::abs(tokens / expected - 1.0) < 0.05,
             qPrintable(QStringLiteral("%1, not %2").arg(tokens).arg(expected)));
}

void MeshInferenceTest::whatReadsNoTokensIsRefused()
{
    const auto network = openModel("gallery:unet", {}).value().network;
    const KernelGraph graph = kernelsOf(*network, Precision::Fp16).value();
    QVERIFY(!prefillTokensPerSecond(graph, readSystem("cs2").value(), Precision::Fp16, shippedAssumptions()).ok());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MeshInferenceTest)
#include "mesh_inference_test.moc"
