#include "tests/drawing/synthetic_wafer.h"
#include "tests/test_class.h"

#include <QImage>
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

QByteArray bytesOf(PictureFormat format)
{
    return QByteArray::fromStdString(encoded(somePicture(), format).value());
}

} // namespace

/// The wafer's picture as the bytes of a file.
class PictureFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pngIsThePicture()
    {
        const QImage image = QImage::fromData(bytesOf(PictureFormat::Png), "PNG");
        QCOMPARE(image.convertToFormat(QImage::Format_RGB32), renderImage(somePicture()));
    }

    void pngTwiceIsTheSameToTheByte() { QCOMPARE(bytesOf(PictureFormat::Png), bytesOf(PictureFormat::Png)); }

    void svgHasTextAndTheFieldAsAnImage()
    {
        const QByteArray svg = bytesOf(PictureFormat::Svg);
        QVERIFY(svg.contains("<text"));
        QVERIFY(svg.contains("<image"));
        QVERIFY(svg.contains("viewBox=\"0 0 400 300\""));
    }

    void pdfIsOnePageOfThePicturesSize()
    {
        const QByteArray pdf = bytesOf(PictureFormat::Pdf);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.contains("/MediaBox [0 0 300"));
    }

    void theEndingSaysWhichFormat()
    {
        QCOMPARE(pictureFormatOf("a.SVG"), PictureFormat::Svg);
        QCOMPARE(pictureFormatOf("a.pdf"), PictureFormat::Pdf);
        for (const char* file : {"a.png", "a", "svg"})
            QCOMPARE(pictureFormatOf(file), PictureFormat::Png);
    }
};

WAFERSCOPE_TEST_IN(QGuiApplication, PictureFilesTest)
#include "picture_files_test.moc"
