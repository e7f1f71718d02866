#include "presenter_fixture.h"

#include "app/presenters/start_page_presenter.h"
#include "formats/networks/gallery.h"
#include "tests/test_class.h"
#include "views/panels/start_page.h"

#include <QApplication>
#include <QPushButton>

namespace waferscope {

/// The start page without the rest of the window.
class StartPagePresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNetworkOfTheGalleryHasACard();
    void aPersonsJobEndsTheFilling();
    void closingFillsItAnew();
    void itsButtonsAreActions();
};

void StartPagePresenterTest::everyNetworkOfTheGalleryHasACard()
{
    PresenterFixture fixture;
    StartPage& page = fixture.parts.pane->startPage();
    QCOMPARE(page.cardCount(), 0);
    const StartPagePresenter presenter(page, fixture.actions, fixture.document, fixture.opener, fixture.settings);
    QCOMPARE(page.cardCount(), static_cast<int>(galleryNames().size()));
    QVERIFY(presenter.isFilling());
}

void StartPagePresenterTest::aPersonsJobEndsTheFilling()
{
    PresenterFixture fixture;
    const StartPagePresenter presenter(fixture.parts.pane->startPage(), fixture.actions, fixture.document,
                                       fixture.opener, fixture.settings);
    QVERIFY(presenter.isFilling());
    fixture.opener.open(QStringLiteral("gallery:mnist-mlp"));
    QVERIFY(!presenter.isFilling());
}

void StartPagePresenterTest::closingFillsItAnew()
{
    PresenterFixture fixture;
    const StartPagePresenter presenter(fixture.parts.pane->startPage(), fixture.actions, fixture.document,
                                       fixture.opener, fixture.settings);
    fixture.opener.open(QStringLiteral("gallery:mnist-mlp"));
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.document.isEmpty(), 60000);
    QVERIFY(!presenter.isFilling());
    fixture.document.close();
    QVERIFY(presenter.isFilling());
}

void StartPagePresenterTest::itsButtonsAreActions()
{
    PresenterFixture fixture;
    const StartPagePresenter presenter(fixture.parts.pane->startPage(), fixture.actions, fixture.document,
                                       fixture.opener, fixture.settings);
    const QSignalSpy browse(fixture.actions.open, &QAction::triggered);
    const QSignalSpy build(fixture.actions.builder, &QAction::triggered);
    fixture.child<QPushButton>("start.browse")->click();
    QCOMPARE(browse.count(), 1);
    fixture.child<QPushButton>("start.build")->click();
    QCOMPARE(build.count(), 1);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::StartPagePresenterTest)
#include "start_page_presenter_test.moc"
