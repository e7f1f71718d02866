#include "presenter_fixture.h"

#include "app/presenters/execution_presenter.h"
#include "app/window/main_tool_bar.h"
#include "tests/test_class.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QToolButton>

namespace waferscope {

/// Machine, batch and replicas in the tool bar, without the rest of the window.
class ExecutionPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMachineIsChosenBeforeAnythingIsOpen();
    void theFieldsFollowTheLayout();
    void aRefusedNumberIsTakenBack();
};

void ExecutionPresenterTest::aMachineIsChosenBeforeAnythingIsOpen()
{
    PresenterFixture fixture;
    fixture.opener.setDefaults(nullptr, {});
    const ExecutionPresenter presenter(*fixture.parts.toolBar, fixture.document, fixture.opener, fixture.settings);
    QCOMPARE(fixture.opener.installation()->system.name, std::string("cs1"));
    const auto* machine = fixture.child<QToolButton>("toolbar.machine");
    const QString before = machine->text();
    fixture.child<QAction>("machine.cs2")->trigger();
    QCOMPARE(fixture.opener.installation()->system.name, std::string("cs2"));
    QVERIFY(machine->text() != before);
    QVERIFY(!fixture.child<QComboBox>("toolbar.replicas")->isEnabled());
}

void ExecutionPresenterTest::theFieldsFollowTheLayout()
{
    PresenterFixture fixture;
    const ExecutionPresenter presenter(*fixture.parts.toolBar, fixture.document, fixture.opener, fixture.settings);
    fixture.open();
    const auto* replicas = fixture.child<QComboBox>("toolbar.replicas");
    QVERIFY(replicas->isEnabled());
    QCOMPARE(replicas->currentText(), QStringLiteral("1"));
    Q_EMIT fixture.parts.toolBar->batchWanted(64);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.document.layout()->execution().batch, 64, 60000);
    const auto* batch = fixture.child<QComboBox>("toolbar.batch");
    QCOMPARE(batch->currentText(), QStringLiteral("64"));
    fixture.document.undoStack().undo();
    QCOMPARE(batch->currentText(), QStringLiteral("256"));
    fixture.document.showLayout(1); // weight streaming has no replicas
    QVERIFY(!replicas->isEnabled());
}

void ExecutionPresenterTest::aRefusedNumberIsTakenBack()
{
    PresenterFixture fixture;
    const ExecutionPresenter presenter(*fixture.parts.toolBar, fixture.document, fixture.opener, fixture.settings);
    fixture.open();
    const auto* replicas = fixture.child<QComboBox>("toolbar.replicas");
    QSignalSpy failed(&fixture.opener, &Opener::failed);
    replicas->lineEdit()->setText(QStringLiteral("3")); // of a batch of 256
    QTest::keyClick(replicas->lineEdit(), Qt::Key_Return);
    QVERIFY(failed.wait(60000));
    QCOMPARE(replicas->currentText(), QStringLiteral("1"));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::ExecutionPresenterTest)
#include "execution_presenter_test.moc"
