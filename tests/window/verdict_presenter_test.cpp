#include "presenter_fixture.h"

#include "app/presenters/verdict_presenter.h"
#include "tests/test_class.h"
#include "views/models/report_model.h"
#include "views/panels/verdict_bar.h"

#include <QApplication>
#include <QPushButton>

namespace waferscope {

namespace {

struct VerdictFixture : PresenterFixture {
    VerdictPresenter verdict{parts.bottom->verdict(), *parts.report, wafer(), document, advisor};

    std::optional<KernelId> wanted; ///< to go to

    VerdictFixture()
    {
        QObject::connect(&verdict, &VerdictPresenter::placeWanted, [this](KernelId kernel) { wanted = kernel; });
    }

    VerdictBar& bar() { return parts.bottom->verdict(); }
};

} // namespace

/// What the layout is worth, without the rest of the window.
class VerdictPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersFollowTheLayoutAndTheHand();
    void theWayToWhatBinds();
    void theWayToABrokenRule();
    void adviceIsShownAndApplied();
    void whatCannotBeDoneIsOnlyShown();
};

void VerdictPresenterTest::numbersFollowTheLayoutAndTheHand()
{
    VerdictFixture fixture;
    QVERIFY(!fixture.bar().verdict());
    fixture.open();
    QVERIFY(fixture.bar().verdict()->tone != VerdictTone::Bad);
    QCOMPARE(fixture.parts.report->rowCount(), static_cast<int>(fixture.document.layout()->graph()->size()));
    const PeRect other = fixture.mapping()[KernelId{1}].rectangle;
    fixture.document.previewMove(KernelId{0}, other.origin); // on top of another
    QVERIFY(fixture.bar().verdict()->tone == VerdictTone::Bad);
    fixture.document.endPreview();
    QVERIFY(fixture.bar().verdict()->tone != VerdictTone::Bad);
    fixture.document.close();
    QVERIFY(!fixture.bar().verdict());
    QCOMPARE(fixture.parts.report->rowCount(), 0);
}

void VerdictPresenterTest::theWayToWhatBinds()
{
    VerdictFixture fixture;
    fixture.open("gallery:resnet50");
    const std::optional<KernelId> slowest =
        kernelOf(fixture.document.evaluation()->bottleneck, *fixture.document.layout()->graph());
    QVERIFY(slowest);
    Q_EMIT fixture.bar().showWanted();
    QCOMPARE(fixture.wanted, slowest);
}

void VerdictPresenterTest::theWayToABrokenRule()
{
    VerdictFixture fixture;
    fixture.open();
    fixture.document.moveKernel(KernelId{0}, fixture.mapping()[KernelId{1}].rectangle.origin);
    const Violation broken = fixture.document.evaluation()->violations.front();
    Q_EMIT fixture.bar().showWanted();
    QCOMPARE(fixture.wanted, std::optional(kernelsOf(broken, *fixture.document.layout()->graph()).front()));
    QCOMPARE(fixture.wafer().picture().marked, std::optional(whereOf(broken)));
}

void VerdictPresenterTest::adviceIsShownAndApplied()
{
    VerdictFixture fixture;
    fixture.open("gallery:resnet50");
    QVERIFY(fixture.bar().advice().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.advisor.advice(), 60000);
    QVERIFY(!fixture.bar().advice().isEmpty());
    QVERIFY(!fixture.child<QPushButton>("verdict.apply")->toolTip().isEmpty());
    Q_EMIT fixture.bar().applyWanted();
    QCOMPARE(fixture.document.undoStack().count(), 1);
    QVERIFY(fixture.bar().advice().isEmpty()); // it has been followed
}

/// On a host of slow storage nothing that the window can change would help.
void VerdictPresenterTest::whatCannotBeDoneIsOnlyShown()
{
    VerdictFixture fixture;
    auto slow = std::make_shared<Installation>(*readInstallation("cs1").value());
    slow->storage = BytesPerSecond{1e5};
    fixture.document.open(openProject({"gallery:mnist-mlp", slow, {}}, {}).value().project, {});
    QTRY_VERIFY_WITH_TIMEOUT(fixture.advisor.advice(), 60000);
    QVERIFY2(fixture.bar().advice().contains("storage"), qPrintable(fixture.bar().advice()));
    QVERIFY(fixture.child<QPushButton>("verdict.apply")->isHidden());
    Q_EMIT fixture.bar().applyWanted();
    QCOMPARE(fixture.document.undoStack().count(), 0);
    QVERIFY(!fixture.bar().advice().isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::VerdictPresenterTest)
#include "verdict_presenter_test.moc"
