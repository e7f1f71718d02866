#include "draft_fixture.h"

#include "app/builder/draft_file_presenter.h"
#include "formats/networks/model.h"
#include "tests/test_class.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

namespace waferscope {

namespace {

struct DraftFileFixture : DraftFixture {
    DraftFilePresenter files{window, parts, actions, draft};

    /// Presses a button of the question that is about to be asked.
    static void answer(QMessageBox::StandardButton button)
    {
        QTimer::singleShot(100, qApp, [button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            box->button(button)->click();
        });
    }
};

} // namespace

/// Where drafts come from and go to, without the rest of the builder's window.
class DraftFilePresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void draftsBeginWithAnInput();
    void draftsBeginWithANetworkThatIsThere();
    void unsavedChangesAreAskedAbout();
    void aFileIsSavedDroppedAndOpened();
    void onlyAWholeNetworkIsExported();
    void whatIsSavedIsMapped();
};

void DraftFilePresenterTest::draftsBeginWithAnInput()
{
    DraftFileFixture fixture;
    QCOMPARE(fixture.draft.spec()->inputs.front().name, std::string("image"));
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("New network[*] – Network builder"));
    fixture.actions.newTokens->trigger();
    QCOMPARE(fixture.draft.spec()->inputs.front().name, std::string("input_ids"));
    QCOMPARE(fixture.draft.spec()->defaults.at("sequence"), 128);
    fixture.actions.newSequence->trigger();
    QCOMPARE(fixture.draft.spec()->inputs.front().name, std::string("steps"));
    fixture.actions.newVector->trigger();
    QCOMPARE(fixture.draft.spec()->inputs.front().name, std::string("features"));
    fixture.actions.newPicture->trigger();
    QCOMPARE(fixture.draft.spec()->inputs.front().name, std::string("image"));
}

void DraftFilePresenterTest::draftsBeginWithANetworkThatIsThere()
{
    DraftFileFixture fixture;
    QCOMPARE(fixture.parts.galleryMenu->actions().size(), static_cast<qsizetype>(galleryNames().size()));
    fixture.child<QAction>("builder.new.gallery.unet")->trigger();
    QVERIFY(*fixture.draft.spec() == gallerySpec("unet").value());
    fixture.files.setProjectNetwork(nullptr);
    QVERIFY(!fixture.actions.newFromProject->isEnabled());
    fixture.files.setProjectNetwork(std::make_shared<const NetworkSpec>(gallerySpec("mnist-mlp").value()));
    fixture.actions.newFromProject->trigger();
    QVERIFY(*fixture.draft.spec() == gallerySpec("mnist-mlp").value());
}

void DraftFilePresenterTest::unsavedChangesAreAskedAbout()
{
    DraftFileFixture fixture;
    QVERIFY(fixture.files.mayLeave()); // without a question
    fixture.addConvolution();
    QVERIFY(fixture.window.isWindowModified());
    fixture.answer(QMessageBox::Cancel);
    fixture.actions.newVector->trigger();
    QCOMPARE(fixture.blockCount(), std::size_t{1});
    fixture.answer(QMessageBox::Discard);
    fixture.actions.newVector->trigger();
    QCOMPARE(fixture.blockCount(), std::size_t{0});
    QVERIFY(!fixture.window.isWindowModified());
}

void DraftFilePresenterTest::aFileIsSavedDroppedAndOpened()
{
    DraftFileFixture fixture;
    fixture.files.begin(gallerySpec("unet").value());
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("mine.yaml"));
    QVERIFY(!fixture.files.saveTo(folder.filePath(QStringLiteral("no/such/folder/mine.yaml"))));
    QVERIFY(fixture.files.saveTo(file));
    QCOMPARE(fixture.parts.message->message(), QStringLiteral("Saved mine.yaml."));
    QCOMPARE(fixture.window.windowTitle(), QStringLiteral("mine.yaml[*] – Network builder"));
    fixture.actions.newVector->trigger();
    QVERIFY(fixture.draft.path().isEmpty());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&fixture.window, &enter);
    QDropEvent drop({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&fixture.window, &drop);
    QTRY_COMPARE(fixture.draft.path(), file);
    QVERIFY(fixture.draft.spec()->blocks == gallerySpec("unet").value().blocks);
}

void DraftFilePresenterTest::onlyAWholeNetworkIsExported()
{
    DraftFileFixture fixture;
    QVERIFY(!fixture.actions.exportOnnx->isEnabled()); // not counted yet
    fixture.files.begin(gallerySpec("mnist-mlp").value());
    QVERIFY(fixture.counted());
    QVERIFY(fixture.actions.exportOnnx->isEnabled());
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("mlp.onnx"));
    fixture.files.exportOnnxTo(file);
    QVERIFY(!fixture.actions.exportOnnx->isEnabled()); // one at a time
    QTRY_VERIFY_WITH_TIMEOUT(fixture.actions.exportOnnx->isEnabled(), 20000);
    QVERIFY(fixture.parts.message->message().startsWith(QStringLiteral("Wrote mlp.onnx")));
    QCOMPARE(openModel(file.toStdString()).value().network->parameters(), fixture.draft.counts()->total->parameters);
}

void DraftFilePresenterTest::whatIsSavedIsMapped()
{
    DraftFileFixture fixture;
    const QSignalSpy wanted(&fixture.files, &DraftFilePresenter::mapWanted);
    fixture.files.begin(gallerySpec("mnist-mlp").value());
    QVERIFY(fixture.counted());
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("mlp.yaml"));
    QVERIFY(fixture.files.saveTo(file));
    fixture.draft.edit({withSetting(*fixture.draft.spec(), 0, "sizes", "784-500-10"), QStringLiteral("Change"), {}});
    QVERIFY(fixture.draft.isModified());
    QVERIFY(fixture.counted());
    fixture.actions.mapIt->trigger();
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().toString(), file);
    QVERIFY(!fixture.draft.isModified());
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::DraftFilePresenterTest)
#include "draft_file_presenter_test.moc"
