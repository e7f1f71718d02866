#include "builder_fixture.h"
#include "tests/test_class.h"

#include "formats/base/files.h"
#include "formats/networks/model.h"
#include "views/panels/message_bar.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>

namespace waferscope {

namespace {

/// Presses a button of the box that asks what to do with unsaved work.
void answer(QMessageBox::StandardButton button)
{
    QTimer::singleShot(100, qApp, [button] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        QVERIFY(box);
        box->button(button)->click();
    });
}

} // namespace

/// What the builder's window begins with, opens, saves and writes.
class BuilderFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badFilesLoseNothing();
    void unsavedWorkIsAskedFor();
    void exportsOnnx();
    void exportIsCancelledAtOnce();
    void familyInSizesOfOnesOwn();
    void unfinishedWorkIsSavedAsItIs();
};

void BuilderFilesTest::badFilesLoseNothing()
{
    BuilderFixture fixture;
    QTemporaryDir folder;
    const QString good = folder.filePath(QStringLiteral("good.yaml"));
    fixture.insert(QStringLiteral("conv"));
    QVERIFY(fixture.window.saveTo(good));
    const auto before = fixture.window.draft().spec();
    auto* message = fixture.child<MessageBar>("messageBar");
    const auto refuses = [&](const QByteArray& text) {
        const QString file = folder.filePath(QStringLiteral("bad.yaml"));
        QFile bad(file);
        QVERIFY(bad.open(QIODevice::WriteOnly | QIODevice::Truncate));
        bad.write(text);
        bad.close();
        message->closeMessage();
        fixture.window.openFile(file);
        QTRY_VERIFY2(message->message().contains(QStringLiteral("bad.yaml")), qPrintable(message->message()));
        QCOMPARE(fixture.window.draft().spec(), before);
        QCOMPARE(fixture.window.draft().path(), good);
    };
    refuses("");
    refuses("blocks: [");
    refuses("title: x\nblocks:\n  - {block: conv}\n");
    refuses("\x80\x04 pickle");
    refuses("title: [1]\ndescription: a\ncitation: b\ninputs: 3\nblocks: 4\n");
    fixture.window.openFile(folder.filePath(QStringLiteral("missing.yaml")));
    QTRY_VERIFY2(message->message().contains(QStringLiteral("missing.yaml")), qPrintable(message->message()));
    message->closeMessage();
    QVERIFY(!fixture.window.saveTo(folder.filePath(QStringLiteral("no/such/folder.yaml"))));
    QVERIFY(!message->message().isEmpty());
    QCOMPARE(fixture.window.draft().path(), good);
}

void BuilderFilesTest::unsavedWorkIsAskedFor()
{
    BuilderFixture fixture;
    fixture.insert(QStringLiteral("conv"));
    answer(QMessageBox::Cancel);
    QVERIFY(!fixture.window.close());
    QVERIFY(fixture.window.isVisible());
    answer(QMessageBox::Cancel);
    fixture.window.begin(unetInput());
    QCOMPARE(fixture.spec().blocks.size(), std::size_t{1});
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("kept.yaml"));
    QVERIFY(fixture.window.saveTo(file));
    fixture.type("builder.setting.channels", QStringLiteral("7"));
    answer(QMessageBox::Save);
    QVERIFY(fixture.window.close());
    QVERIFY(readFile(file.toStdString()).value().find("channels: 7") != std::string::npos);
    fixture.window.show();
    fixture.type("builder.setting.channels", QStringLiteral("9"));
    answer(QMessageBox::Discard);
    QVERIFY(fixture.window.close());
    QVERIFY(readFile(file.toStdString()).value().find("channels: 7") != std::string::npos);
}

void BuilderFilesTest::exportsOnnx()
{
    BuilderFixture fixture;
    QTemporaryDir folder;
    fixture.window.begin(gallerySpec("mnist-mlp").value());
    QVERIFY(fixture.counted());
    const QString file = folder.filePath(QStringLiteral("mlp.onnx"));
    fixture.window.exportOnnxTo(file);
    auto* message = fixture.child<MessageBar>("messageBar");
    QTRY_VERIFY2(message->message().startsWith(QStringLiteral("Wrote mlp.onnx")), qPrintable(message->message()));
    QCOMPARE(openModel(file.toStdString()).value().network->parameters(),
             fixture.window.draft().counts()->total->parameters);
    QVERIFY(fixture.window.actions().exportOnnx->isEnabled());
    fixture.window.exportOnnxTo(folder.filePath(QStringLiteral("no/such/mlp.onnx")));
    QTRY_VERIFY(!message->message().startsWith(QStringLiteral("Wrote")));
}

/// Six gigabytes of weights; the bar's button ends it, and no half file stays.
void BuilderFilesTest::exportIsCancelledAtOnce()
{
    QTemporaryDir folder;
    {
        BuilderFixture fixture;
        fixture.window.begin(gallerySpec("gpt2-xl").value());
        QVERIFY(fixture.counted());
        fixture.window.exportOnnxTo(folder.filePath(QStringLiteral("large.onnx")));
        QVERIFY(!fixture.window.actions().exportOnnx->isEnabled());
        auto* cancel = fixture.seen<QPushButton>("job.cancel");
        QVERIFY(cancel);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(!cancel->isVisible());
        QVERIFY(fixture.window.actions().exportOnnx->isEnabled());
    } // waits for its thread
    QVERIFY(QDir(folder.path()).isEmpty());
}

void BuilderFilesTest::familyInSizesOfOnesOwn()
{
    BuilderFixture fixture;
    QTimer::singleShot(100, qApp, [] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        auto* box = dialog->findChild<QDialogButtonBox*>();
        QPushButton* okay = box->button(QDialogButtonBox::Ok);
        dialog->findChild<QComboBox*>(QStringLiteral("family.name"))->setCurrentText(QStringLiteral("mlp"));
        QVERIFY(QTest::qWaitFor([okay] { return okay->isEnabled(); }, 5000));
        auto* sizes = dialog->findChild<QLineEdit*>(QStringLiteral("family.sizes"));
        for (const char* wrong : {"20-x", "-", "20", "99999999999999999999-3"}) {
            sizes->clear();
            QTest::keyClicks(sizes, QLatin1String(wrong));
            const auto* trouble = dialog->findChild<QLabel*>(QStringLiteral("family.trouble"));
            QVERIFY2(QTest::qWaitFor([=] { return !trouble->text().isEmpty(); }, 5000), wrong);
            QVERIFY2(!okay->isEnabled(), wrong);
        }
        sizes->clear();
        QTest::keyClicks(sizes, QStringLiteral("20-30-4"));
        QVERIFY(QTest::qWaitFor([okay] { return okay->isEnabled(); }, 5000));
        QTest::mouseClick(okay, Qt::LeftButton);
    });
    fixture.window.actions().newFromFamily->trigger();
    QVERIFY(fixture.counted());
    QCOMPARE(fixture.window.draft().counts()->total->parameters, std::int64_t{21 * 30 + 31 * 4});
    QVERIFY(fixture.window.draft().path().isEmpty());
}

/// Nobody has to finish before saving: blocks in trouble and none at all come back as they were.
void BuilderFilesTest::unfinishedWorkIsSavedAsItIs()
{
    BuilderFixture fixture;
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("draft.yaml"));
    const auto comesBack = [&] {
        const NetworkSpec before = fixture.spec();
        QVERIFY(fixture.window.saveTo(file));
        BuilderFixture other;
        other.window.openFile(file);
        QTRY_COMPARE(other.window.draft().path(), file);
        QVERIFY(other.spec() == before);
    };
    comesBack();
    fixture.insert(QStringLiteral("join"));
    comesBack();
    fixture.insert(QStringLiteral("conv"));
    fixture.type("builder.setting.channels", QStringLiteral("6 x: [4"));
    fixture.type("builder.block.name", QStringLiteral("null"));
    comesBack();
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderFilesTest)
#include "builder_files_test.moc"
