#include "formats/machines/machines.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Numbers that a person changes, for all layers or for one.
class AssumptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNearestBlockWins();
    void aLayersOwnIsAChange();
    void onlySomeMayBeALayersOwn();
    void aLayersOwnKeepsTheRange();
};

void AssumptionsTest::theNearestBlockWins()
{
    const Assumptions changed = shippedAssumptions()
                                    .with("density", 0.9)
                                    .value()
                                    .with("density.encoder", 0.5)
                                    .value()
                                    .with("density.encoder/0", 0.25)
                                    .value()
                                    .with("density.encoder/0/attention", 0.125)
                                    .value();
    const LayerValues density = changed.ofLayers("density");
    QCOMPARE(density.of("decoder/0/attention"), 0.9);
    QCOMPARE(density.of("encoder/1/feed-forward/expand"), 0.5);
    QCOMPARE(density.of("encoder/0/feed-forward/expand"), 0.25);
    QCOMPARE(density.of("encoder/0/attention"), 0.125);
    QCOMPARE(density.of("encoder/0/attention 2"), 0.125); // the second kernel of that layer
    QCOMPARE(density.of("encoder/0/attentions"), 0.25); // another layer, not a part of its name
    QCOMPARE(density.of("encoders"), 0.9);
}

/// A plan stores changes and gives them back one by one.
void AssumptionsTest::aLayersOwnIsAChange()
{
    const Assumptions changed = shippedAssumptions().with("density.conv1", 0.5).value().with("row_add", 2.0).value();
    Assumptions again = shippedAssumptions();
    for (const auto& [key, value] : changed.changes())
        again = again.with(key, value).value();
    QVERIFY(again.changes() == changed.changes());
    QCOMPARE(again.changes().size(), std::size_t{2});
    QCOMPARE(again.ofLayers("density").of("conv1"), 0.5);
    QCOMPARE(again.layersNamed(), std::vector<std::string>{"conv1"});
    QCOMPARE(again.with("density.conv1", 0.75).value().ofLayers("density").of("conv1"), 0.75);
    QVERIFY(shippedAssumptions().layersNamed().empty());
}

void AssumptionsTest::onlySomeMayBeALayersOwn()
{
    QVERIFY(shippedAssumptions().with("row_add.conv1", 2.0).error().code == ErrorCode::Usage);
    QVERIFY(shippedAssumptions().with("density.", 0.5).error().code == ErrorCode::Usage);
    QVERIFY(shippedAssumptions().with(".conv1", 0.5).error().code == ErrorCode::Usage);
}

void AssumptionsTest::aLayersOwnKeepsTheRange()
{
    for (const double wrong : {0.0, -1.0, 1.5})
        QVERIFY(shippedAssumptions().with("density.conv1", wrong).error().code == ErrorCode::Usage);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::AssumptionsTest)
#include "assumptions_test.moc"
