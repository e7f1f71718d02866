#include "tests/test_class.h"
#include "window_fixture.h"

#include "formats/networks/model.h"
#include "tests/formats/tensorflow_sample.h"
#include "tests/formats/zip_sample.h"
#include "views/panels/message_bar.h"
#include "views/panels/size_bar.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTreeView>
#include <QUrl>

#include <fstream>

namespace waferscope {

/// Whatever a person drops on the window: it opens as `wafer` opens it, or one sentence says why not.
class WindowDropTest : public QObject {
    Q_OBJECT

private slots:
    void everyKindOfFileOpens_data();
    void everyKindOfFileOpens();
    void whatCannotBeReadChangesNothing();
    void aDroppedPlanOpens();
    void aDroppedFolderOpens();
};

/// Drags a file or folder over the window and lets it go there.
static void dropOn(WindowFixture& fixture, const QString& path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&fixture.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({40, 40}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&fixture.window, &drop);
}

static QString seed(const char* name)
{
    return QStringLiteral(WAFERSCOPE_SOURCE_DIR "/tests/fuzz/corpus/") + QString::fromLatin1(name);
}

/// The bytes of a seed, of the kinds that are no files by themselves as they are.
static std::string bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string{};
}

void WindowDropTest::everyKindOfFileOpens_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("leavesSizesOpen"); // but the batch, which the toolbar has
    const auto row = [](const char* name, const QString& path, bool leavesSizesOpen) {
        QTest::newRow(name) << path << leavesSizesOpen;
    };
    row("ONNX", seed("onnx/classifier"), false);
    row("blocks", QStringLiteral(WAFERSCOPE_SOURCE_DIR "/resources/gallery/mnist-mlp.yaml"), false);
    row("Hugging Face", seed("hugging_face/bert"), true);
    row("Model Zoo", seed("model_zoo/unet"), false);
    row("Keras", seed("keras/mnist"), false);
    row("safetensors", seed("safetensors/bert"), true);
    row("GGUF", seed("gguf/tiny"), true);
    row("TensorFlow", seed("tensorflow/perceptron"), false);
    row("torch.export", QString{}, false);
}

void WindowDropTest::everyKindOfFileOpens()
{
    QFETCH(QString, path);
    QFETCH(bool, leavesSizesOpen);
    QTemporaryDir folder;
    if (path.isEmpty()) { // its seed is what lies in the archive
        path = folder.filePath(QStringLiteral("perceptron.pt2"));
        std::ofstream{path.toStdString(), std::ios::binary}
            << zipArchiveOf({{"serialized_exported_program.json", bytesOf(seed("torch_export/perceptron"))}});
    }
    const Result<LoadedModel> expected = openModel(path.toStdString());
    QVERIFY2(expected.ok(), expected.ok() ? "" : expected.error().message.c_str());
    WindowFixture fixture;
    dropOn(fixture, path);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.window.document().isEmpty(), 60000);
    const Network& network = *fixture.window.document().project()->network;
    QCOMPARE(network.parameters(), expected.value().network->parameters());
    QCOMPARE(network.macs(), expected.value().network->macs());
    const auto* layers = fixture.window.findChild<QTreeView*>();
    QVERIFY(layers != nullptr && layers->model()->rowCount() > 0);
    QCOMPARE(fixture.window.findChild<SizeBar*>()->isVisible(), leavesSizesOpen);
}

void WindowDropTest::whatCannotBeReadChangesNothing()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    const auto project = fixture.window.document().project();
    auto* message = fixture.window.findChild<MessageBar*>();
    for (const char* name : {"onnx/truncated", "keras/truncated", "gguf/truncated", "tensorflow/truncated",
                             "safetensors/truncated", "hugging_face/nonsense", "model_zoo/nonsense"}) {
        dropOn(fixture, seed(name));
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), 20000);
        QVERIFY2(message->message().size() > 20 && !message->message().contains(QLatin1Char('\n')), name);
        QCOMPARE(fixture.window.document().project(), project);
        message->closeMessage();
    }
}

void WindowDropTest::aDroppedPlanOpens()
{
    QTemporaryDir folder;
    const QString plan = folder.filePath(QStringLiteral("a.waferplan"));
    {
        WindowFixture fixture;
        QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
        fixture.window.findChild<Opener*>()->save(plan);
    }
    WindowFixture fixture;
    dropOn(fixture, plan);
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.window.document().isEmpty(), 60000);
    QCOMPARE(fixture.window.document().path(), plan);
    QVERIFY(!fixture.window.isWindowModified());
}

void WindowDropTest::aDroppedFolderOpens()
{
    QTemporaryDir folder;
    std::ofstream{folder.filePath(QStringLiteral("saved_model.pb")).toStdString(), std::ios::binary}
        << savedAttention();
    WindowFixture fixture;
    dropOn(fixture, folder.path());
    QTRY_VERIFY_WITH_TIMEOUT(!fixture.window.document().isEmpty(), 60000);
    QCOMPARE(fixture.window.document().project()->network->parameters(), 80);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowDropTest)
#include "window_drop_test.moc"
