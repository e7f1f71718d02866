#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace waferscope {

enum class MessageKind { Note, Warning, Error };

/// One sentence above the wafer that says what went wrong or was done, until it is closed. Nothing is lost by it.
class MessageBar : public QWidget {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showMessage(MessageKind kind, const QString& sentence);
    [[nodiscard]] QString message() const { return m_sentence; } ///< empty when closed

public Q_SLOTS:
    void closeMessage();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateGlyph();

    MessageKind m_kind = MessageKind::Note;
    QString m_sentence;
    QLabel* m_glyph;
    QLabel* m_label;
    QToolButton* m_close;
};

} // namespace waferscope
