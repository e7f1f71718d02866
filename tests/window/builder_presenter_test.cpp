#include "presenter_fixture.h"

#include "app/builder/builder_presenter.h"
#include "app/builder/builder_window.h"
#include "formats/networks/gallery.h"
#include "tests/test_class.h"

#include <QApplication>

namespace waferscope {

/// The way to the builder and back, without the rest of the window.
class BuilderPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anActionOpensItOnce();
    void theOpenNetworksBlocksAreEdited();
    void whatIsToBeMappedIsPassedOn();
    void itClosesUnlessThePersonStays();
};

void BuilderPresenterTest::anActionOpensItOnce()
{
    PresenterFixture fixture;
    BuilderPresenter presenter(fixture.window, fixture.actions, fixture.document);
    QVERIFY(!fixture.actions.editNetwork->isEnabled());
    fixture.actions.builder->trigger();
    BuilderWindow& builder = presenter.builder();
    QVERIFY(builder.isVisible());
    QVERIFY(builder.close());
    fixture.actions.builder->trigger();
    QCOMPARE(&presenter.builder(), &builder);
    QVERIFY(builder.isVisible());
}

void BuilderPresenterTest::theOpenNetworksBlocksAreEdited()
{
    PresenterFixture fixture;
    BuilderPresenter presenter(fixture.window, fixture.actions, fixture.document);
    QVERIFY(!presenter.builder().actions().newFromProject->isEnabled());
    fixture.open();
    QVERIFY(presenter.builder().actions().newFromProject->isEnabled());
    QVERIFY(fixture.actions.editNetwork->isEnabled());
    fixture.actions.editNetwork->trigger();
    QVERIFY(*presenter.builder().draft().spec() == gallerySpec("mnist-mlp").value());
    fixture.document.close();
    QVERIFY(!fixture.actions.editNetwork->isEnabled());
}

void BuilderPresenterTest::whatIsToBeMappedIsPassedOn()
{
    PresenterFixture fixture;
    BuilderPresenter presenter(fixture.window, fixture.actions, fixture.document);
    const QSignalSpy wanted(&presenter, &BuilderPresenter::mapWanted);
    Q_EMIT presenter.builder().mapWanted(QStringLiteral("/a/network.yaml"));
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().toString(), QStringLiteral("/a/network.yaml"));
}

void BuilderPresenterTest::itClosesUnlessThePersonStays()
{
    PresenterFixture fixture;
    BuilderPresenter presenter(fixture.window, fixture.actions, fixture.document);
    QVERIFY(presenter.close()); // there is none
    fixture.actions.builder->trigger();
    NetworkDraft& draft = presenter.builder().draft();
    draft.edit({withInserted(*draft.spec(), 0, newBlock(*draft.spec(), *findBlockType("conv"), {})),
                QStringLiteral("Add conv"),
                {}});
    fixture.answer(QMessageBox::Cancel);
    QVERIFY(!presenter.close());
    QVERIFY(presenter.builder().isVisible());
    fixture.answer(QMessageBox::Discard);
    QVERIFY(presenter.close());
    QVERIFY(!presenter.builder().isVisible());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderPresenterTest)
#include "builder_presenter_test.moc"
