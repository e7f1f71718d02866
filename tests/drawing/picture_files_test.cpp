#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace waferscope;

namespace {

WaferPicture somePicture()
{
    WaferPicture picture;
    picture.kind = PictureKind::HeatMap;
    picture.contents = synthetic::resnet(120, 90);
    picture.field = synthetic::heat(*picture.contents, FieldKind::Busy, 0.4);
    return fittedPicture(picture, {400, 300});
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class PictureFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pngIsThePicture()
    {
        const QTemporaryDir folder;
        const WaferPicture picture = somePicture();
        const QString path = folder.filePath(QStringLiteral("a.png"));
        const Result<std::size_t> written = writePng(picture, path.toStdString());
        QVERIFY(written.ok());
        QCOMPARE(written.value(), static_cast<std::size_t>(contentOf(path).size()));
        QCOMPARE(QImage(path).convertToFormat(QImage::Format_RGB32), renderImage(picture));
    }

    void pngTwiceIsTheSameToTheByte()
    {
        const QTemporaryDir folder;
        QVERIFY(writePng(somePicture(), folder.filePath(QStringLiteral("a.png")).toStdString()).ok());
        QVERIFY(writePng(somePicture(), folder.filePath(QStringLiteral("b.png")).toStdString()).ok());
        QCOMPARE(contentOf(folder.filePath(QStringLiteral("a.png"))),
                 contentOf(folder.filePath(QStringLiteral("b.png"))));
    }

    void svgHasTextAndTheFieldAsAnImage()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.svg"));
        QVERIFY(writeSvg(somePicture(), path.toStdString()).ok());
        const QByteArray svg = contentOf(path);
        QVERIFY(svg.contains("<text"));
        QVERIFY(svg.contains("<image"));
        QVERIFY(svg.contains("viewBox=\"0 0 400 300\""));
    }

    void pdfIsOnePageOfThePicturesSize()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.pdf"));
        QVERIFY(writePdf(somePicture(), path.toStdString()).ok());
        const QByteArray pdf = contentOf(path);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.contains("/MediaBox [0 0 300"));
    }

    void whatCannotBeWrittenSaysSoAndLeavesNothing()
    {
        const Result<std::size_t> written = writePng(somePicture(), "/nowhere/at/all.png");
        QVERIFY(!written.ok());
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().message.find("/nowhere/at/all.png") != std::string::npos);
    }
};

WAFERSCOPE_TEST_IN(QGuiApplication, PictureFilesTest)
#include "picture_files_test.moc"
