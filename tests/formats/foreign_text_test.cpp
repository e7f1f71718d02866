#include "formats/keras/keras.h"
#include "formats/networks/model.h"
#include "tests/formats/read_network.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// Texts as other programs really write them: with a byte-order mark, and with numbers that JSON has no word for.
class ForeignTextTest : public QObject {
    Q_OBJECT

private slots:
    void aByteOrderMarkIsNoPartOfTheText_data();
    void aByteOrderMarkIsNoPartOfTheText();
    void specialNumbersMoveNothing();
    void settingsMayBeWithoutEnd();

private:
    SampleFolder m_folder;
};

namespace {

constexpr const char* kDense = R"({"class_name":"Sequential","config":{"name":"net","layers":[
    {"class_name":"InputLayer","config":{"name":"in","batch_shape":[null,6]}},
    {"class_name":"ReLU","config":{"name":"r","max_value":%1}},
    {"class_name":"Dense","config":{"name":"d","units":4}}]}})";

std::string dense(const char* number)
{
    return QString{kDense}.arg(number).toStdString();
}

} // namespace

void ForeignTextTest::aByteOrderMarkIsNoPartOfTheText_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("parameters");
    QTest::newRow("Hugging Face") << "config.json"
                                  << R"({"model_type": "gpt2", "vocab_size": 10, "n_embd": 8, "n_layer": 1, "n_head": 2,
        "n_positions": 4})" << qint64{14 * 8 + (12 * 64 + 13 * 8) + 16};
    QTest::newRow("Keras") << "keras.json" << QString::fromStdString(dense("6.0")) << qint64{28};
    QTest::newRow("blocks") << "blocks.yaml"
                            << "title: T\ninputs: [{name: x, type: float32, shape: [batch, 6]}]\n"
                               "blocks:\n  - {block: linear, size: 4}\n"
                            << qint64{28};
    QTest::newRow("Model Zoo") << "zoo.yaml"
                               << "trainer:\n  init:\n    model: {name: fc_mnist, hidden_sizes: [4]}\n"
                               << qint64{784 * 4 + 4 + 4 * 10 + 10};
}

void ForeignTextTest::aByteOrderMarkIsNoPartOfTheText()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(qint64, parameters);
    const Result<LoadedModel> model =
        openModel(m_folder.write(file.toStdString(), "\xEF\xBB\xBF" + text.toStdString()));
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    QCOMPARE(qint64{model.value().network->parameters()}, parameters);
}

/// What is said of a byte holds for the file as it is.
void ForeignTextTest::specialNumbersMoveNothing()
{
    const std::string text = R"({"a": [NaN, Infinity, -Infinity, "NaN", "\"-Infinity"], "b": ?})";
    const Result<ReadNetwork> read = readKerasText(text, "model.json");
    QVERIFY(!read.ok());
    const std::string where = "at byte " + std::to_string(text.find('?') + 1);
    QVERIFY2(read.error().message.find(where) != std::string::npos, read.error().message.c_str());
    for (const char* wrong : {R"({"a": Infinit})", R"({"a": NaNs})", R"({"a": --Infinity})"}) {
        const Result<ReadNetwork> refused = readKerasText(wrong, "model.json");
        QVERIFY2(!refused.ok() && refused.error().message.find("no valid JSON") != std::string::npos, wrong);
    }
}

void ForeignTextTest::settingsMayBeWithoutEnd()
{
    for (const char* number : {"Infinity", "-Infinity", "NaN", "6.0"})
        QCOMPARE(networkOf(readKerasText(dense(number), "model.json")).parameters(), std::int64_t{28});
    const std::string units =
        QString::fromStdString(dense("6.0")).replace("\"units\":4", "\"units\":Infinity").toStdString();
    QVERIFY(!readKerasText(units, "model.json").ok());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ForeignTextTest)
#include "foreign_text_test.moc"
