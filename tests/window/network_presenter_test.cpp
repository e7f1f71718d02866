#include "presenter_fixture.h"

#include "app/presenters/network_presenter.h"
#include "tests/test_class.h"
#include "views/models/layer_model.h"
#include "views/panels/size_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QSpinBox>

namespace waferscope {

/// Layers and sizes of the open network, without the rest of the window.
class NetworkPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersAreThoseOfTheNetwork();
    void openSizesAreAskedAndChanged();
    void theBarOfSizesCanBeClosed();
};

void NetworkPresenterTest::layersAreThoseOfTheNetwork()
{
    PresenterFixture fixture;
    const NetworkPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document, fixture.opener);
    QCOMPARE(fixture.parts.layers->rowCount(), 0);
    fixture.open();
    QCOMPARE(fixture.parts.layers->network(), fixture.document.layout()->network());
    QVERIFY(fixture.parts.layers->rowCount() > 0);
    const QSignalSpy reset(fixture.parts.layers.get(), &QAbstractItemModel::modelReset);
    fixture.document.moveKernel(KernelId{0}, {300, 300}); // the same network, placed elsewhere
    QCOMPARE(reset.count(), 0);
    fixture.document.close();
    QCOMPARE(fixture.parts.layers->rowCount(), 0);
}

void NetworkPresenterTest::openSizesAreAskedAndChanged()
{
    PresenterFixture fixture;
    const NetworkPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document, fixture.opener);
    fixture.open();
    QVERIFY(fixture.parts.sizes->isHidden()); // only the number of samples is open
    fixture.open("family:gpt:layers=2;hidden=128;heads=4;vocab=1000");
    QVERIFY(!fixture.parts.sizes->isHidden());
    auto* sequence = fixture.child<QSpinBox>("size.sequence");
    const int before = sequence->value();
    Q_EMIT fixture.parts.sizes->sizeWanted(QStringLiteral("sequence"), 64);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.document.layout()->network()->dimensions().at("sequence") == 64, 60000);
    QCOMPARE(fixture.child<QSpinBox>("size.sequence")->value(), 64);
    fixture.document.undoStack().undo();
    QCOMPARE(fixture.child<QSpinBox>("size.sequence")->value(), before);
}

void NetworkPresenterTest::theBarOfSizesCanBeClosed()
{
    PresenterFixture fixture;
    const NetworkPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document, fixture.opener);
    fixture.open("family:gpt:layers=2;hidden=128;heads=4;vocab=1000");
    fixture.child<QAbstractButton>("sizes.close")->click();
    QVERIFY(fixture.parts.sizes->isHidden());
    QVERIFY(!fixture.actions.sizes->isChecked());
    fixture.actions.sizes->trigger();
    QVERIFY(!fixture.parts.sizes->isHidden());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::NetworkPresenterTest)
#include "network_presenter_test.moc"
