#include "formats/networks/model.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"

#include <QTest>

namespace waferscope {

/// Files that are another thing than their name says: one sentence tells what and what to do.
class ImpostorTest : public QObject {
    Q_OBJECT

private slots:
    void tellsPointersUnderAnyName_data();
    void tellsPointersUnderAnyName();
    void tellsPages_data();
    void tellsPages();
    void tellsThemInFoldersAndIndexes();
    void aNetworkBesideAPointerIsOpened();
};

static std::string pointer(const std::string& size)
{
    return "version https://git-lfs.github.com/spec/v1\n"
           "oid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize "
        + size + "\n";
}

static QString messageFor(const std::string& path)
{
    const Result<LoadedModel> model = openModel(path);
    return model.ok() ? QStringLiteral("no error") : QString::fromStdString(model.error().message);
}

void ImpostorTest::tellsPointersUnderAnyName_data()
{
    QTest::addColumn<std::string>("name");
    for (const char* name : {"model.onnx", "model.safetensors", "model.gguf", "config.json", "params.yaml", "net.pt2",
                             "model.keras", "saved_model.pb", "plan.waferplan", "model"})
        QTest::newRow(name) << std::string{name};
}

void ImpostorTest::tellsPointersUnderAnyName()
{
    QFETCH(std::string, name);
    const SampleFolder folder;
    const QString said = messageFor(folder.write(name, pointer("435852734")));
    QVERIFY2(said.contains("is a Git LFS pointer to 435,852,734 bytes: fetch it with git lfs pull."), qPrintable(said));
    QVERIFY(said.contains(QString::fromStdString(name)));
}

void ImpostorTest::tellsPages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("plain") << QByteArray{"<!DOCTYPE html>\n<html><head>"};
    QTest::newRow("blanks and a mark") << QByteArray{"\xEF\xBB\xBF\n  <HTML lang=\"en\">"};
    QTest::newRow("a comment") << QByteArray{"<!-- saved -->\n<html>"};
    QTest::newRow("XHTML") << QByteArray{"<?xml version=\"1.0\"?><!DOCTYPE html><html>"};
}

void ImpostorTest::tellsPages()
{
    QFETCH(QByteArray, bytes);
    const SampleFolder folder;
    const QString said = messageFor(folder.write("model.onnx", bytes.toStdString()));
    QVERIFY2(said.contains("model.onnx' is an HTML page and not a model"), qPrintable(said));
}

void ImpostorTest::tellsThemInFoldersAndIndexes()
{
    const SampleFolder folder;
    folder.write("model.onnx", pointer("7"));
    folder.write("model.safetensors", pointer("8"));
    QVERIFY(messageFor(folder.path().toStdString()).contains("model.onnx' is a Git LFS pointer to 7 bytes"));
    const std::string index = folder.write("other.index.json", R"({"weight_map":{"w":"model.safetensors"}})");
    QVERIFY(messageFor(index).contains("model.safetensors' is a Git LFS pointer to 8 bytes"));
}

void ImpostorTest::aNetworkBesideAPointerIsOpened()
{
    const SampleFolder folder;
    folder.write("model.safetensors", pointer("8"));
    folder.write("net.yaml",
                 "title: t\ndescription: d\ncitation: c\ninputs:\n"
                 "  - {name: x, type: float32, shape: [batch, 4]}\n"
                 "blocks:\n  - {block: linear, units: 2}\n");
    const QString said = messageFor(folder.path().toStdString());
    QVERIFY2(!said.contains("Git LFS"), qPrintable(said));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ImpostorTest)
#include "impostor_test.moc"
