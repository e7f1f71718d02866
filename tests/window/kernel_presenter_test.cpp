#include "presenter_fixture.h"

#include "app/presenters/kernel_presenter.h"
#include "tests/test_class.h"

#include <QApplication>
#include <algorithm>
#include <functional>

namespace waferscope {

/// What is done to the selected kernel, without the rest of the window.
class KernelPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void actionsNeedASelectedKernel();
    void lockIsUndoable();
    void turnIsUndoable();
    void aDragOnTheWaferIsAnEdit();
    void aDragThatCannotBeIsRefused();
};

void KernelPresenterTest::actionsNeedASelectedKernel()
{
    PresenterFixture fixture;
    const KernelPresenter presenter(fixture.wafer(), fixture.actions, fixture.document, *fixture.parts.message);
    const std::vector<QAction*> actions{fixture.actions.lock, fixture.actions.turn, fixture.actions.deselect};
    const auto enabled = [&] {
        return std::count_if(actions.begin(), actions.end(), std::mem_fn(&QAction::isEnabled));
    };
    QCOMPARE(enabled(), 0);
    fixture.open();
    QCOMPARE(enabled(), 0);
    fixture.document.select(KernelId{1});
    QCOMPARE(enabled(), 3);
    fixture.document.showLayout(1); // weight streaming places nothing
    QVERIFY(fixture.actions.deselect->isEnabled());
    QVERIFY(!fixture.actions.lock->isEnabled() && !fixture.actions.turn->isEnabled());
}

void KernelPresenterTest::lockIsUndoable()
{
    PresenterFixture fixture;
    const KernelPresenter presenter(fixture.wafer(), fixture.actions, fixture.document, *fixture.parts.message);
    fixture.open();
    fixture.document.select(KernelId{1});
    fixture.actions.lock->trigger();
    QVERIFY(fixture.mapping()[KernelId{1}].locked);
    QVERIFY(!fixture.actions.turn->isEnabled());
    QCOMPARE(fixture.document.undoStack().undoText(), QStringLiteral("Lock ") + fixture.nameOf(KernelId{1}));
    fixture.actions.lock->trigger();
    QVERIFY(!fixture.mapping()[KernelId{1}].locked);
    QCOMPARE(fixture.document.undoStack().undoText(), QStringLiteral("Unlock ") + fixture.nameOf(KernelId{1}));
    fixture.document.undoStack().undo();
    QVERIFY(fixture.actions.lock->isChecked());
}

void KernelPresenterTest::turnIsUndoable()
{
    PresenterFixture fixture;
    const KernelPresenter presenter(fixture.wafer(), fixture.actions, fixture.document, *fixture.parts.message);
    fixture.open();
    fixture.document.select(KernelId{1});
    const PeRect before = fixture.mapping()[KernelId{1}].rectangle;
    fixture.actions.turn->trigger();
    QCOMPARE(fixture.document.undoStack().undoText(), QStringLiteral("Turn ") + fixture.nameOf(KernelId{1}));
    const PeRect after = fixture.mapping()[KernelId{1}].rectangle;
    QCOMPARE(after.width, before.height);
    QCOMPARE(after.height, before.width);
    fixture.document.undoStack().undo();
    QCOMPARE(fixture.mapping()[KernelId{1}].rectangle, before);
}

void KernelPresenterTest::aDragOnTheWaferIsAnEdit()
{
    PresenterFixture fixture;
    const KernelPresenter presenter(fixture.wafer(), fixture.actions, fixture.document, *fixture.parts.message);
    fixture.open();
    const KernelId kernel{1};
    const PeCoord origin = fixture.mapping()[kernel].rectangle.origin;
    const PeCoord wanted{origin.x + 3, origin.y + 3};
    Q_EMIT fixture.wafer().dragBegun(kernel);
    QVERIFY(fixture.document.selection() == kernel);
    Q_EMIT fixture.wafer().dragMoved(kernel, wanted);
    QVERIFY(fixture.document.isPreviewing());
    Q_EMIT fixture.wafer().dragDropped(kernel, wanted);
    QVERIFY(!fixture.document.isPreviewing());
    QCOMPARE(fixture.document.undoStack().count(), 1);
    QCOMPARE(fixture.mapping()[kernel].rectangle.origin, wanted);
}

/// No kernel works on a single PE.
void KernelPresenterTest::aDragThatCannotBeIsRefused()
{
    PresenterFixture fixture;
    const KernelPresenter presenter(fixture.wafer(), fixture.actions, fixture.document, *fixture.parts.message);
    fixture.open();
    const KernelId kernel{1};
    const auto before = fixture.document.layout();
    Q_EMIT fixture.wafer().resizeBegun(kernel, ResizeHandle::SouthEast);
    Q_EMIT fixture.wafer().resizeDropped(kernel, {fixture.mapping()[kernel].rectangle.origin, 1, 1});
    QCOMPARE(fixture.document.layout(), before);
    QVERIFY(!fixture.parts.message->message().isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::KernelPresenterTest)
#include "kernel_presenter_test.moc"
