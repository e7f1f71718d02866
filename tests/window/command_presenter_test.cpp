#include "presenter_fixture.h"

#include "app/presenters/command_presenter.h"
#include "app/program_version.h"
#include "tests/test_class.h"
#include "views/panels/command_palette.h"

#include <QApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>

namespace waferscope {

/// Commands in words and on the spot, without the rest of the window.
class CommandPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePaletteHasActionsAndLayers();
    void aPeIsGoneTo_data();
    void aPeIsGoneTo();
    void theContextMenuIsOfTheKernelUnderThePointer();
    void aboutSaysTheVersion();
};

void CommandPresenterTest::thePaletteHasActionsAndLayers()
{
    PresenterFixture fixture;
    const CommandPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document);
    fixture.show();
    fixture.open();
    fixture.actions.commands->trigger();
    QVERIFY(fixture.parts.palette->isVisible());
    const auto* list = fixture.child<QListWidget>("palette.list");
    for (const QString& name : {QStringLiteral("Fit the wafer"), fixture.nameOf(KernelId{1})}) {
        fixture.child<QLineEdit>("palette.edit")->setText(name);
        QVERIFY2(!list->findItems(name, Qt::MatchContains).isEmpty(), qPrintable(name));
    }
    fixture.parts.palette->close();
}

void CommandPresenterTest::aPeIsGoneTo_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("comma") << QStringLiteral("210, 88") << true;
    QTest::newRow("brackets") << QStringLiteral("(210,88)") << true;
    QTest::newRow("space") << QStringLiteral(" 210 88 ") << true;
    QTest::newRow("off the fabric") << QStringLiteral("210, 8888") << false;
    QTest::newRow("no place") << QStringLiteral("here") << false;
}

void CommandPresenterTest::aPeIsGoneTo()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    PresenterFixture fixture;
    const CommandPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document);
    fixture.show();
    fixture.open();
    QTimer::singleShot(100, qApp, [text] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        dialog->setTextValue(text);
        dialog->accept();
    });
    fixture.actions.goToPe->trigger();
    QCOMPARE(fixture.wafer().picture().marked, good ? std::optional(PeCoord{210, 88}) : std::nullopt);
    QCOMPARE(fixture.parts.message->message().isEmpty(), good);
}

void CommandPresenterTest::theContextMenuIsOfTheKernelUnderThePointer()
{
    PresenterFixture fixture;
    const CommandPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document);
    fixture.show();
    fixture.open();
    for (const std::optional<KernelId> kernel : {std::optional(KernelId{1}), std::optional<KernelId>()}) {
        QList<QAction*> offered;
        QTimer::singleShot(100, qApp, [&offered] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            offered = menu->actions();
            menu->close();
        });
        Q_EMIT fixture.wafer().contextMenuWanted(kernel, {}, fixture.wafer().mapToGlobal(QPoint(10, 10)));
        QCOMPARE(offered.contains(fixture.actions.lock), kernel.has_value());
        QVERIFY(offered.contains(fixture.actions.fit));
        QVERIFY(fixture.document.selection() == KernelId{1}); // beside all kernels it stays
    }
}

void CommandPresenterTest::aboutSaysTheVersion()
{
    PresenterFixture fixture;
    const CommandPresenter presenter(fixture.window, fixture.parts, fixture.actions, fixture.document);
    QString said;
    QTimer::singleShot(100, qApp, [&said] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        QVERIFY(box);
        said = box->text();
        box->accept();
    });
    fixture.actions.about->trigger();
    QVERIFY(said.contains(programVersion()));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::CommandPresenterTest)
#include "command_presenter_test.moc"
