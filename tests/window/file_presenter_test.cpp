#include "presenter_fixture.h"

#include "app/presenters/file_presenter.h"
#include "tests/test_class.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>

namespace waferscope {

/// Files, without the rest of the window: title, unsaved changes, save, drop.
class FilePresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTitleSaysWhatIsOpenAndWhetherItIsSaved();
    void actionsNeedSomethingOpen();
    void unsavedChangesAreAskedAbout();
    void aPlanIsSavedWhereItLies();
    void theStartPageClosesTheProject();
    void aDroppedFileOpens();

private:
    static FilePresenter* presenterOf(PresenterFixture& fixture)
    {
        auto* presenter = new FilePresenter(fixture.window, fixture.actions, fixture.document, fixture.opener,
                                            *fixture.parts.message, fixture.settings);
        presenter->setParent(&fixture.window);
        return presenter;
    }
    static void edit(PresenterFixture& fixture)
    {
        const PeCoord origin = fixture.mapping()[KernelId{0}].rectangle.origin;
        fixture.document.moveKernel(KernelId{0}, {origin.x + 20, origin.y + 20});
        QVERIFY(!fixture.document.undoStack().isClean());
    }
    static bool drop(QWidget& window, const QUrl& url)
    {
        QMimeData data;
        data.setUrls({url});
        QDragEnterEvent enter({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
        enter.ignore();
        QApplication::sendEvent(&window, &enter);
        QDropEvent event({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&window, &event);
        return enter.isAccepted();
    }
};

void FilePresenterTest::theTitleSaysWhatIsOpenAndWhetherItIsSaved()
{
    PresenterFixture fixture;
    presenterOf(fixture);
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("Waferscope"));
    fixture.open();
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("mnist-mlp[*] – Waferscope"));
    QVERIFY(!fixture.window.isWindowModified());
    edit(fixture);
    QVERIFY(fixture.window.isWindowModified());
    fixture.document.markSaved(QStringLiteral("/somewhere/wide.waferplan"));
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("wide.waferplan[*] – Waferscope"));
    QVERIFY(!fixture.window.isWindowModified());
}

void FilePresenterTest::actionsNeedSomethingOpen()
{
    PresenterFixture fixture;
    presenterOf(fixture);
    for (const QAction* action : fixture.actions.ofAProject())
        QVERIFY2(!action->isEnabled(), qPrintable(action->objectName()));
    QVERIFY(fixture.actions.open->isEnabled());
    fixture.open();
    for (const QAction* action : fixture.actions.ofAProject())
        QVERIFY2(action->isEnabled(), qPrintable(action->objectName()));
}

void FilePresenterTest::unsavedChangesAreAskedAbout()
{
    PresenterFixture fixture;
    FilePresenter* files = presenterOf(fixture);
    fixture.open();
    QVERIFY(files->mayLeave()); // without a question
    edit(fixture);
    const auto before = fixture.document.project();
    fixture.answer(QMessageBox::Cancel);
    files->open(QStringLiteral("gallery:tiny-gpt"));
    QVERIFY(!fixture.opener.isBusy());
    QCOMPARE(fixture.document.project(), before);
    fixture.answer(QMessageBox::Discard);
    files->open(QStringLiteral("gallery:tiny-gpt"));
    QVERIFY(fixture.opener.isBusy());
    QTRY_VERIFY_WITH_TIMEOUT(fixture.document.project()->network->name() == "tiny-gpt", 60000);
}

void FilePresenterTest::aPlanIsSavedWhereItLies()
{
    PresenterFixture fixture;
    FilePresenter* files = presenterOf(fixture);
    fixture.open();
    const QTemporaryDir folder;
    const QString plan = folder.filePath(QStringLiteral("a.waferplan"));
    fixture.document.markSaved(plan);
    edit(fixture);
    fixture.actions.save->trigger();
    QVERIFY(QFileInfo(plan).size() > 0);
    QVERIFY(fixture.document.undoStack().isClean());
    edit(fixture);
    QVERIFY(QFile::remove(plan));
    fixture.answer(QMessageBox::Save); // leaving can save as well
    QVERIFY(files->mayLeave());
    QVERIFY(QFileInfo::exists(plan));
}

void FilePresenterTest::theStartPageClosesTheProject()
{
    PresenterFixture fixture;
    presenterOf(fixture);
    fixture.open();
    edit(fixture);
    fixture.answer(QMessageBox::Cancel);
    fixture.actions.startPage->trigger();
    QVERIFY(!fixture.document.isEmpty());
    fixture.answer(QMessageBox::Discard);
    fixture.actions.startPage->trigger();
    QVERIFY(fixture.document.isEmpty());
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("Waferscope"));
}

void FilePresenterTest::aDroppedFileOpens()
{
    PresenterFixture fixture;
    presenterOf(fixture);
    QVERIFY(!drop(fixture.window, QUrl(QStringLiteral("https://example.org/a.onnx")))); // not this machine's
    QVERIFY(!fixture.opener.isBusy());
    QVERIFY(drop(fixture.window, QUrl::fromLocalFile(QStringLiteral("/no/such/file.onnx"))));
    QVERIFY(fixture.opener.isBusy());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::FilePresenterTest)
#include "file_presenter_test.moc"
